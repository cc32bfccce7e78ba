public import CrosswindHTTP

/// Writes the fields of one response's head where they are to be sent from, without a list of them in between.
///
///     try exchange.respond(status: 200, body: page) { fields throws(HTTPFieldError) in
///         try fields.add("Content-Type", "text/html; charset=UTF-8")
///     }
///
/// Fields leave in the order in which they are added; repeats are kept (`Set-Cookie`). `Date`, `Server` and what frames
/// the body are added behind them, unless they are among them. It exists only inside the closure that it is lent to, on
/// the connection's loop; nothing else may be written on the loop before that returns.
public struct FieldWriter: ~Copyable {
    // Not the response that has both: going through two objects for each field costs more than writing it.
    var encoder: ResponseEncoder
    var output: OutputBuffer

    init(_ encoder: ResponseEncoder, _ output: consuming OutputBuffer) {
        self.encoder = encoder
        self.output = output
    }

    /// Adds a field whose bytes lie in memory.
    ///
    /// Throws when it may not be sent: a name that is no token, a control character in the value, a hop-by-hop name.
    /// (`Connection: close` is a wish and may be added.)
    @inline(__always)
    public mutating func add(
        bytes name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer
    ) throws(HTTPFieldError) {
        try encoder.field(name: name, value: value, into: &output)
    }

    /// Adds whole lines, each with its CRLF, that were made of checked fields before; not of those that have a meaning
    /// here (`Content-Length`, `Connection`, `Date`, `Server`, and what else frames a message).
    package mutating func add(lines: [UInt8]) {
        lines.withUnsafeBytes { output.append($0) }
    }

    /// Adds all of `fields`, as UTF-8.
    public mutating func add(_ fields: HTTPFields) throws(HTTPFieldError) {
        try encoder.fields(fields, into: &output)
    }

    /// Adds a field of two strings, as UTF-8.
    public mutating func add(_ name: String, _ value: String) throws(HTTPFieldError) {
        try Self.withBytes(of: name) { name throws(HTTPFieldError) in
            try Self.withBytes(of: value) { value throws(HTTPFieldError) in
                try encoder.field(name: name, value: value, into: &output)
            }
        }
    }

    /// Adds a field whose name is a literal.
    public mutating func add(_ name: StaticString, _ value: String) throws(HTTPFieldError) {
        try Self.withBytes(of: value) { value throws(HTTPFieldError) in
            try encoder.field(name: name.rawBytes, value: value, into: &output)
        }
    }

    /// Adds a field of two literals.
    public mutating func add(_ name: StaticString, _ value: StaticString) throws(HTTPFieldError) {
        try encoder.field(name: name.rawBytes, value: value.rawBytes, into: &output)
    }

    /// The bytes of `text` where they lie. (`withUTF8` wants a variable, and the library's closures forget the error's
    /// type.)
    @inline(__always)
    static func withBytes(
        of text: String, _ body: (UnsafeRawBufferPointer) throws(HTTPFieldError) -> Void
    ) throws(HTTPFieldError) {
        var failure: HTTPFieldError?
        let done: Void? = text.utf8.withContiguousStorageIfAvailable { bytes in
            do throws(HTTPFieldError) { try body(UnsafeRawBufferPointer(bytes)) } catch { failure = error }
        }
        if done == nil {
            // Bridged from another language's string: copied.
            Array(text.utf8).withUnsafeBytes { bytes in
                do throws(HTTPFieldError) { try body(bytes) } catch { failure = error }
            }
        }
        if let failure { throw failure }
    }
}
