// Unchecked, because the compiler can't see what the design guarantees: a head has one owner at a time (event loop,
// then a worker, then the event loop again) and is handed over, never shared. Unsafe pointers, because a head is one
// block of bytes and one of fields, both used again by the next request: an `Array` would cost a uniqueness check and a
// retain for each access, and stored properties of a class a run-time exclusivity check each. `slice` checks bounds.

/// The head of one request: a copy of its bytes, and where in them everything is.
///
/// A parser fills it (`RequestParser.next`), whoever holds it reads it, and the next parse uses its storage again. After
/// a parse that threw its content is meaningless.
public final class RequestHead: @unchecked Sendable {
    /// One header field; small and trivially copyable.
    public struct HeaderField: Sendable {
        /// The name as sent (RFC 9110 §5.1), a token.
        public var name: ByteSpan
        /// The value without the white space around it (RFC 9110 §5.5).
        public var value: ByteSpan
        /// What the name is, when it is one we know.
        public var known: KnownField

        @inline(__always) init(name: ByteSpan, value: ByteSpan, known: KnownField) {
            self.name = name
            self.value = value
            self.known = known
        }
    }

    @usableFromInline struct Content {
        @usableFromInline var bytes: UnsafeMutableRawPointer
        @usableFromInline var byteRoom: Int
        @usableFromInline var byteCount = 0
        @usableFromInline var fields: UnsafeMutablePointer<HeaderField>
        @usableFromInline var fieldRoom: Int
        @usableFromInline var fieldCount = 0
        /// Not blocks of their own, but behind the content: see `init(copying:)`.
        var fieldsLieInside = false
        var bytesLieInside = false
        @usableFromInline var present: UInt64 = 0
        @usableFromInline var method = ByteSpan.empty
        @usableFromInline var target = ByteSpan.empty
        @usableFromInline var path = ByteSpan.empty
        @usableFromInline var query = ByteSpan.empty
        @usableFromInline var host = ByteSpan.empty
        @usableFromInline var headerBlock = ByteSpan.empty
        @usableFromInline var framing = BodyFraming.none
        @usableFromInline var port: UInt16 = 0
        @usableFromInline var methodKind = HTTPMethodKind.other
        @usableFromInline var minorVersion: UInt8 = 1
        @usableFromInline var form = TargetForm.origin
        @usableFromInline var hasQuery = false
        @usableFromInline var keepAlive = false
        @usableFromInline var expectsContinue = false

        /// Behind itself, in the block that it lies at the beginning of.
        init(at block: UnsafeMutableRawPointer, byteRoom: Int, fieldRoom: Int) {
            self.byteRoom = byteRoom
            self.fieldRoom = fieldRoom
            fields = (block + MemoryLayout<Content>.stride).bindMemory(to: HeaderField.self, capacity: fieldRoom)
            bytes = block + RequestHead.bytesOffset(fieldRoom)
            fieldsLieInside = true
            bytesLieInside = true
        }

        init(byteRoom: Int, fieldRoom: Int) {
            self.byteRoom = byteRoom
            self.fieldRoom = fieldRoom
            bytes = UnsafeMutableRawPointer.allocate(byteCount: byteRoom, alignment: 16)
            fields = UnsafeMutablePointer<HeaderField>.allocate(capacity: fieldRoom)
        }
    }

    // What nearly every request fits into; the storage doubles when one does not.
    private static var usualBytes: Int { 1024 }
    private static var usualFields: Int { 24 }

    @usableFromInline let content: UnsafeMutablePointer<Content>

    /// A head that holds nothing yet.
    public init() {
        content = UnsafeMutablePointer<Content>.allocate(capacity: 1)
        content.initialize(to: Content(byteRoom: RequestHead.usualBytes, fieldRoom: RequestHead.usualFields))
    }

    /// A head that is filled once: one block, which the allocator has at hand, for what most requests say.
    package init(filledOnce: Void) {
        let (byteRoom, fieldRoom) = (512, 16)
        let block = UnsafeMutableRawPointer.allocate(
            byteCount: RequestHead.bytesOffset(fieldRoom) + byteRoom, alignment: 16)
        content = block.bindMemory(to: Content.self, capacity: 1)
        content.initialize(to: Content(at: block, byteRoom: byteRoom, fieldRoom: fieldRoom))
    }

    private static func bytesOffset(_ fieldRoom: Int) -> Int {
        MemoryLayout<Content>.stride + fieldRoom * MemoryLayout<HeaderField>.stride
    }

    /// A head with a copy of what `source` refers to, all of it in one block: a copy is rarely filled again.
    init(copying source: Content) {
        let bytesAt = RequestHead.bytesOffset(source.fieldCount)
        let block = UnsafeMutableRawPointer.allocate(byteCount: bytesAt + source.byteCount, alignment: 16)
        var copy = source
        copy.fields = (block + MemoryLayout<Content>.stride).bindMemory(
            to: HeaderField.self, capacity: source.fieldCount)
        copy.fields.initialize(from: source.fields, count: source.fieldCount)
        copy.fieldRoom = source.fieldCount
        copy.bytes = block + bytesAt
        copy.bytes.copyMemory(from: source.bytes, byteCount: source.byteCount)
        copy.byteRoom = source.byteCount
        content = block.bindMemory(to: Content.self, capacity: 1)
        copy.fieldsLieInside = true
        copy.bytesLieInside = true
        content.initialize(to: copy)
    }

    deinit {
        releaseBytes()
        releaseFields()
        content.deallocate()
    }

    private func releaseBytes() {
        if !content.pointee.bytesLieInside { content.pointee.bytes.deallocate() }
        content.pointee.bytesLieInside = false
    }

    private func releaseFields() {
        if !content.pointee.fieldsLieInside { content.pointee.fields.deallocate() }
        content.pointee.fieldsLieInside = false
    }

    /// Forgets the request and gives storage for more than `keep` bytes back.
    public func clear(keep: Int = 4096) {
        let oversized = content.pointee.byteRoom > max(keep, RequestHead.usualBytes)
        let crowded = content.pointee.fieldRoom * MemoryLayout<HeaderField>.stride > max(keep, 1024)
        if oversized {
            releaseBytes()
            content.pointee.byteRoom = RequestHead.usualBytes
            content.pointee.bytes = .allocate(byteCount: RequestHead.usualBytes, alignment: 16)
        }
        if crowded {
            releaseFields()
            content.pointee.fieldRoom = RequestHead.usualFields
            content.pointee.fields = .allocate(capacity: RequestHead.usualFields)
        }
        begin()
    }

    // MARK: Filled by the parser

    /// Makes everything empty, keeps the storage.
    @inline(__always) func begin() {
        content.pointee.byteCount = 0
        content.pointee.fieldCount = 0
        content.pointee.present = 0
        content.pointee.method = .empty
        content.pointee.target = .empty
        content.pointee.path = .empty
        content.pointee.query = .empty
        content.pointee.host = .empty
        content.pointee.headerBlock = .empty
        content.pointee.framing = .none
        content.pointee.port = 0
        content.pointee.form = .origin
        content.pointee.hasQuery = false
        content.pointee.keepAlive = false
        content.pointee.expectsContinue = false
    }

    @inline(__always) func append(_ field: HeaderField) {
        if content.pointee.fieldCount == content.pointee.fieldRoom { growFields() }
        (content.pointee.fields + content.pointee.fieldCount).initialize(to: field)
        content.pointee.fieldCount += 1
        content.pointee.present |= field.known.bit
    }

    @inline(never) private func growFields() {
        let room = max(content.pointee.fieldRoom * 2, RequestHead.usualFields)
        let fresh = UnsafeMutablePointer<HeaderField>.allocate(capacity: room)
        fresh.update(from: content.pointee.fields, count: content.pointee.fieldCount)
        releaseFields()
        content.pointee.fields = fresh
        content.pointee.fieldRoom = room
    }

    /// Takes the copy that makes the head independent of the connection's buffer.
    @inline(__always) func copy(_ source: UnsafeRawBufferPointer) {
        if source.count > content.pointee.byteRoom { growBytes(source.count) }
        if let start = source.baseAddress {
            content.pointee.bytes.copyMemory(from: start, byteCount: source.count)
        }
        content.pointee.byteCount = source.count
    }

    @inline(never) private func growBytes(_ needed: Int) {
        content.pointee.byteCount = 0
        extendBytes(needed)
    }

    /// Makes room for `needed` bytes altogether, and keeps those that are there.
    @inline(never) func extendBytes(_ needed: Int) {
        var room = max(content.pointee.byteRoom, RequestHead.usualBytes)
        while room < needed { room *= 2 }
        let fresh = UnsafeMutableRawPointer.allocate(byteCount: room, alignment: 16)
        fresh.copyMemory(from: content.pointee.bytes, byteCount: content.pointee.byteCount)
        releaseBytes()
        content.pointee.bytes = fresh
        content.pointee.byteRoom = room
    }
}
