// A head that no parser has read: its texts come from a gateway that has taken the request apart (a WSGI environ). They lie
// one behind the other in one block, as those of a parsed head do, so that whoever reads a request need know of one kind
// only, and no text is made of what nobody asks for.

/// Why a gateway's text can't be part of a head.
package enum GatewayTextError: Error, Sendable {
    /// A character beyond U+00FF, which stands for no byte.
    case beyondLatin1
    /// A control character in a field's value (RFC 9110 §5.5).
    case control
    /// The head would be longer than a gigabyte, which offsets of 32 bits are not made for.
    case tooLong
}

extension RequestHead {
    /// Takes a text, UTF-8 of characters up to U+00FF: each as the byte of its number.
    package func take(latin1 utf8: UnsafeRawBufferPointer) throws(GatewayTextError) -> ByteSpan {
        let input = Octets(utf8)
        guard !input.isASCII(input.whole) else {
            return try take(upTo: utf8.count) { place in
                place.copyMemory(from: utf8)
                return utf8.count
            }
        }
        // U+0100 and up begin with 0xC4 and up.
        guard input.whole.allSatisfy({ input[$0] < 0xC4 }) else { throw .beyondLatin1 }
        return try take(upTo: utf8.count) { place in
            var used = 0
            var lead: UInt8 = 0
            for at in input.whole {
                if input[at] >= 0xC0 {
                    lead = input[at]
                } else {
                    place[used] = input[at] < 0x80 ? input[at] : lead << 6 | input[at] & 0x3F
                    used += 1
                }
            }
            return used
        }
    }

    /// Takes a field by the name of its variable without the `HTTP_` before it (RFC 3875 §4.1.18): `X_FORWARDED_FOR`.
    ///
    /// Left out is what can't be a field: a name that is no token; and the look-alikes of `CONTENT_LENGTH` and
    /// `CONTENT_TYPE`, which have variables without `HTTP_`.
    package func takeField(
        variable: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer
    ) throws(GatewayTextError) {
        let name = try take(upTo: variable.count) { place in
            RequestHead.writeName(of: variable, to: place)
            return variable.count
        }
        let written = Octets(bytes)
        let known = KnownField(written, at: Int(name.start), count: Int(name.count))
        let isField =
            switch known {
            case .contentLength, .contentType: false
            case .other: written.isToken(name.range)
            default: true
            }
        guard isField else {
            content.pointee.byteCount = Int(name.start)
            return
        }
        append(HeaderField(name: name, value: try takeValue(value), known: known))
    }

    /// Takes a field that has a variable of its own.
    package func takeField(
        _ known: KnownField, _ value: UnsafeRawBufferPointer
    ) throws(GatewayTextError) {
        let name = UnsafeRawBufferPointer(start: known.name.utf8Start, count: known.name.utf8CodeUnitCount)
        append(HeaderField(name: try take(latin1: name), value: try takeValue(value), known: known))
    }

    /// Says which of the texts taken make the request line.
    package func conclude(method: ByteSpan, target: ByteSpan, path: ByteSpan, query: ByteSpan, version: ByteSpan) {
        content.pointee.method = method
        content.pointee.methodKind = HTTPMethodKind(Octets(bytes), method.range)
        content.pointee.target = target
        content.pointee.path = path
        content.pointee.query = query
        content.pointee.hasQuery = !query.isEmpty
        content.pointee.minorVersion = spells(version, "http/1.0") ? 0 : 1
    }

    private func takeValue(_ utf8: UnsafeRawBufferPointer) throws(GatewayTextError) -> ByteSpan {
        let input = Octets(utf8)
        guard input.isFieldValue(input.whole) else { throw .control }
        return try take(latin1: utf8)
    }

    /// Underscores as hyphens, each word with a capital: in the form that `HTTPFields` has, so that it makes no copy.
    static func writeName(of variable: UnsafeRawBufferPointer, to place: UnsafeMutableRawBufferPointer) {
        var startsWord = true
        for (at, byte) in variable.enumerated() {
            var byte = byte == UInt8(ascii: "_") ? UInt8(ascii: "-") : byte
            if !startsWord, 0x41...0x5A ~= byte { byte |= 0x20 }
            if startsWord, 0x61...0x7A ~= byte { byte &= ~0x20 }
            place[at] = byte
            startsWord = byte == UInt8(ascii: "-")
        }
    }

    /// Has `write` put bytes behind those that are there, and say how many.
    @inline(__always)
    private func take(
        upTo count: Int, _ write: (UnsafeMutableRawBufferPointer) -> Int
    ) throws(GatewayTextError) -> ByteSpan {
        let start = content.pointee.byteCount
        guard count <= 1 << 30 - start else { throw .tooLong }
        if start + count > content.pointee.byteRoom { extendBytes(start + count) }
        let used = write(UnsafeMutableRawBufferPointer(start: content.pointee.bytes + start, count: count))
        precondition(used <= count)
        content.pointee.byteCount = start + used
        return ByteSpan(start, to: start + used)
    }
}
