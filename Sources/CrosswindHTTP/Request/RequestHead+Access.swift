// What a reader of a head sees. All of it is inlinable: the bridge to Python reads these for every request.

extension RequestHead {
    /// The whole head, request line to the final empty line. Valid until the next parse into this head.
    @inlinable public var bytes: UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: content.pointee.bytes, count: content.pointee.byteCount)
    }

    /// The bytes of `span`; traps when it doesn't lie inside the head. Valid until the next parse into this head.
    @inlinable public func slice(_ span: ByteSpan) -> UnsafeRawBufferPointer {
        precondition(Int(span.start) + Int(span.count) <= content.pointee.byteCount, "span outside of the head")
        return UnsafeRawBufferPointer(start: content.pointee.bytes + Int(span.start), count: Int(span.count))
    }

    /// The method as sent (RFC 9110 §9.1).
    @inlinable public var method: ByteSpan { content.pointee.method }

    /// The method as a number.
    @inlinable public var methodKind: HTTPMethodKind { content.pointee.methodKind }

    /// The request target as sent (RFC 9112 §3.2).
    @inlinable public var target: ByteSpan { content.pointee.target }

    /// Which of the four forms the target has.
    @inlinable public var targetForm: TargetForm { content.pointee.form }

    /// The path of the target, still percent-encoded. `*` for the asterisk form, empty for the authority form (CONNECT);
    /// an absolute form without a path has `/` (RFC 9110 §4.2.3).
    @inlinable public var path: ByteSpan { content.pointee.path }

    /// The query without its `?`; empty when there is none.
    @inlinable public var query: ByteSpan { content.pointee.query }

    /// Whether the target holds a `?`, which an empty query can't tell.
    @inlinable public var hasQuery: Bool { content.pointee.hasQuery }

    /// 0 for HTTP/1.0, 1 for HTTP/1.1 (RFC 9112 §2.3).
    @inlinable public var minorVersion: UInt8 { content.pointee.minorVersion }

    /// The host without its port, an IPv6 literal without its brackets: from the target when that names one, else from
    /// `Host` (RFC 9112 §3.3). Empty when HTTP/1.0 sent none, or the client sent an empty `Host`.
    @inlinable public var host: ByteSpan { content.pointee.host }

    /// The port beside the host, 0 when none was given.
    @inlinable public var port: UInt16 { content.pointee.port }

    /// The bytes after the request line, through the final empty line: byte-identical blocks mean identical fields.
    @inlinable public var headerBlock: ByteSpan { content.pointee.headerBlock }

    /// How the body is delimited (RFC 9112 §6.3).
    @inlinable public var framing: BodyFraming { content.pointee.framing }

    /// Whether the client wants to use the connection again (RFC 9112 §9.3): 1.1 unless it said `close`, 1.0 only when
    /// it said `keep-alive`.
    @inlinable public var keepAlive: Bool { content.pointee.keepAlive }

    /// Whether the client waits for `100 Continue` before it sends its body (RFC 9110 §10.1.1); never for HTTP/1.0 or
    /// without a body to come.
    @inlinable public var expectsContinue: Bool { content.pointee.expectsContinue }

    /// How many header fields there are.
    @inlinable public var fieldCount: Int { content.pointee.fieldCount }

    /// The field at `index`, in the order sent.
    @inlinable public subscript(field index: Int) -> HeaderField {
        precondition(index >= 0 && index < content.pointee.fieldCount, "no such field")
        return content.pointee.fields[index]
    }

    /// Whether a field of that name was sent.
    @inlinable public func has(_ known: KnownField) -> Bool { content.pointee.present & known.bit != 0 }

    /// The value of the first field of that name.
    @inlinable public func firstValue(_ known: KnownField) -> ByteSpan? {
        guard has(known) else { return nil }
        for index in 0..<content.pointee.fieldCount where content.pointee.fields[index].known == known {
            return content.pointee.fields[index].value
        }
        return nil
    }

    /// The value of the first field called `name` (lower case), for names that `KnownField` doesn't hold.
    public func firstValue(named name: StaticString) -> ByteSpan? {
        for index in 0..<content.pointee.fieldCount {
            let field = content.pointee.fields[index]
            if spells(field.name, name) { return field.value }
        }
        return nil
    }

    /// Whether the bytes of `span` are `text` (lower case), case of letters ignored.
    public func spells(_ span: ByteSpan, _ text: StaticString) -> Bool {
        guard Int(span.count) == text.utf8CodeUnitCount else { return false }
        let bytes = slice(span)
        for at in 0..<bytes.count {
            let byte = bytes[at]
            let folded = byte &- 0x41 < 26 ? byte | 0x20 : byte
            guard folded == (text.utf8Start + at).pointee else { return false }
        }
        return true
    }
}
