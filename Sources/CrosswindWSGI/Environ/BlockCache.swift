// Unsafe: owns bare references to dicts; one worker's, touched only while that is attached.
import CPythonABI
import CrosswindHTTP
import PythonBridge

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The environs that recent header blocks gave.
///
/// A client repeats its header block from request to request; what the block says in environ then needs one dict copy
/// instead of a string and an insertion for each field. Direct-mapped and bounded: `places` dicts with blocks of up to
/// `longest` bytes. Blocks are compared whole, so a collision of hashes costs time and nothing else. A block is kept
/// when it comes for the second time in a row, so that one-off requests don't push out those that pay.
struct BlockCache: ~Copyable {
    private static let places = 64
    private static let longest = 4096

    private struct Place {
        /// The hash of the last block that came here and was not the kept one.
        var candidate: UInt64 = 0
        var hash: UInt64 = 0
        var environ: PyPointer?
        var template: ContainerTemplate?
        var mountedLength = 0
        var minorVersion: UInt8 = 0
        var blockCount = 0
        var lineCount = 0
        /// The block, then the request line that the environ holds too.
        var bytes = UnsafeMutableRawBufferPointer(start: nil, count: 0)
    }

    private let table: UnsafeMutablePointer<Place>
    private var wanted: UInt64 = 0
    private var found = false
    private var isRepeated = false

    init() {
        table = .allocate(capacity: Self.places)
        table.initialize(repeating: Place(), count: Self.places)
    }

    deinit {
        for index in 0..<Self.places { table[index].bytes.deallocate() }
        table.deinitialize(count: Self.places)
        table.deallocate()
    }

    /// Attached: gives the references back.
    mutating func release() {
        for index in 0..<Self.places {
            if let environ = table[index].environ { Py_DecRef(environ) }
            table[index].environ = nil
        }
    }

    /// The place for a block. Says by ``environ(_:)`` whether it is there.
    mutating func find(
        _ block: UnsafeRawBufferPointer, minorVersion: UInt8, template: ContainerTemplate, mountedLength: Int
    ) -> Int {
        let hash = Self.hash(block)
        let index = Int(truncatingIfNeeded: hash) & (Self.places - 1)
        let place = table + index
        wanted = hash
        found =
            place.pointee.environ != nil && place.pointee.hash == hash
            && place.pointee.minorVersion == minorVersion && place.pointee.template === template
            && place.pointee.mountedLength == mountedLength
            && place.pointee.blockCount == block.count
            && memcmp(place.pointee.bytes.baseAddress!, block.baseAddress!, block.count) == 0
        isRepeated = place.pointee.candidate == hash
        if !found { place.pointee.candidate = hash }
        return index
    }

    private func forget(_ index: Int) {
        if let environ = table[index].environ {
            table[index].environ = nil
            Py_DecRef(environ)
        }
    }

    /// The environ kept there: borrowed, to be copied at once.
    func environ(_ place: Int) -> PyPointer? { found ? table[place].environ : nil }

    /// Whether the request line is the one that the kept environ was made with.
    func hasLine(_ place: Int, _ line: UnsafeRawBufferPointer) -> Bool {
        let kept = table + place
        return kept.pointee.lineCount == line.count
            && memcmp(kept.pointee.bytes.baseAddress! + kept.pointee.blockCount, line.baseAddress!, line.count) == 0
    }

    /// After ``find(_:minorVersion:template:mountedLength:)`` found nothing: whether the block came before.
    func isWorthKeeping(_ place: Int) -> Bool { isRepeated }

    /// Takes over `environ`.
    mutating func keep(
        _ environ: PyPointer, _ index: Int, _ block: UnsafeRawBufferPointer, _ line: UnsafeRawBufferPointer,
        minorVersion: UInt8, template: ContainerTemplate, mountedLength: Int
    ) {
        let line = line.count <= 1024 ? line : UnsafeRawBufferPointer(start: line.baseAddress, count: 0)
        guard block.count <= Self.longest else { return Py_DecRef(environ) }
        forget(index)
        let place = table + index
        let needed = block.count + line.count
        if place.pointee.bytes.count < needed {
            place.pointee.bytes.deallocate()
            place.pointee.bytes = .allocate(byteCount: needed, alignment: 8)
        }
        memcpy(place.pointee.bytes.baseAddress!, block.baseAddress!, block.count)
        memcpy(place.pointee.bytes.baseAddress! + block.count, line.baseAddress!, line.count)
        place.pointee.blockCount = block.count
        place.pointee.lineCount = line.count
        place.pointee.minorVersion = minorVersion
        place.pointee.template = template
        place.pointee.mountedLength = mountedLength
        place.pointee.environ = environ
        place.pointee.hash = wanted
    }

    /// Not a defence against collisions (see above), only quick: eight bytes at a time, multiply and fold.
    private static func hash(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
        let prime: UInt64 = 0x9E37_79B9_7F4A_7C15
        var hash = UInt64(bytes.count) &* prime
        var at = 0
        while at + 8 <= bytes.count {
            let word = bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self)
            let product = (hash ^ word).multipliedFullWidth(by: prime)
            hash = product.high ^ product.low
            at += 8
        }
        while at < bytes.count {
            hash = (hash ^ UInt64(bytes[at])) &* prime
            at += 1
        }
        return hash ^ hash >> 29
    }
}
