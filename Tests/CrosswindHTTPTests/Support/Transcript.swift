import CrosswindHTTP

/// Everything a parser said about some bytes, in a form that can be compared.
struct Transcript: Equatable {
    struct Message: Equatable {
        var head: [UInt8] = []
        var method = ""
        var methodKind = HTTPMethodKind.other
        var target = ""
        var path = ""
        var query = ""
        var hasQuery = false
        var form = TargetForm.origin
        var minorVersion: UInt8 = 0
        var host = ""
        var port: UInt16 = 0
        var headerBlock = ""
        var framing = BodyFraming.none
        var keepAlive = false
        var expectsContinue = false
        var fields: [[String]] = []
        var known: [KnownField] = []
        var body: [UInt8] = []
        var isComplete = false
    }

    var messages: [Message] = []
    var error: HTTPParseError?
    /// Bytes that were never consumed.
    var rest = 0

    /// Shows `bytes` to a parser in pieces that end at `cuts` (and at the end), as a connection would.
    ///
    /// `stopsAtClose` ends with the first complete message that closes the connection. A fresh head for each call, when
    /// asked for, shows that the parser keeps nothing in it between calls.
    init(
        _ bytes: [UInt8], cuts: [Int] = [], limits: HTTPLimits = HTTPLimits(), stopsAtClose: Bool = false,
        freshHeads: Bool = false
    ) {
        var parser = RequestParser()
        var head = RequestHead()
        var start = 0
        var consumed = 0
        do throws(HTTPParseError) {
            pieces: for end in cuts + [bytes.count] {
                while true {
                    if freshHeads { head = RequestHead() }
                    consumed = 0
                    // A copy of exactly the visible bytes, so that a read past them is one past an allocation.
                    let visible = Array(bytes[start..<end])
                    let event = try Transcript.next(&parser, visible, &consumed, head, limits)
                    precondition(consumed >= 0 && consumed <= visible.count, "consumed beyond the input")
                    switch event {
                    case .needMore:
                        start += consumed
                        continue pieces
                    case .head:
                        messages.append(Message(head))
                    case .body(let range):
                        precondition(range.lowerBound >= 0 && range.upperBound <= consumed && !range.isEmpty)
                        messages[messages.count - 1].body += visible[range]
                    case .end:
                        messages[messages.count - 1].isComplete = true
                    }
                    start += consumed
                    if stopsAtClose, let last = messages.last, last.isComplete, !last.keepAlive { break pieces }
                }
            }
            consumed = 0
            rest = bytes.count - start
            if !(stopsAtClose && messages.last.map { $0.isComplete && !$0.keepAlive } ?? false) { try parser.finish() }
        } catch {
            self.error = error
            rest = bytes.count - start - consumed
        }
    }

    init(_ text: String, limits: HTTPLimits = HTTPLimits()) { self.init(Array(text.utf8), limits: limits) }

    private static func next(
        _ parser: inout RequestParser, _ visible: [UInt8], _ consumed: inout Int, _ head: RequestHead,
        _ limits: HTTPLimits
    ) throws(HTTPParseError) -> RequestParser.Event {
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: visible.count, alignment: 1)
        defer { memory.deallocate() }
        memory.copyBytes(from: visible)
        return try parser.next(UnsafeRawBufferPointer(memory), consumed: &consumed, head: head, limits: limits)
    }
}

extension Transcript.Message {
    init(_ source: RequestHead) {
        func text(_ span: ByteSpan) -> String { String(latin1: source.slice(span)) }
        head = Array(source.bytes)
        method = text(source.method)
        methodKind = source.methodKind
        target = text(source.target)
        path = text(source.path)
        query = text(source.query)
        hasQuery = source.hasQuery
        form = source.targetForm
        minorVersion = source.minorVersion
        host = text(source.host)
        port = source.port
        headerBlock = text(source.headerBlock)
        framing = source.framing
        keepAlive = source.keepAlive
        expectsContinue = source.expectsContinue
        for index in 0..<source.fieldCount {
            let field = source[field: index]
            fields.append([text(field.name), text(field.value)])
            known.append(field.known)
        }
        isComplete = source.framing == .none
    }
}

extension String {
    /// One character for each byte.
    init(latin1 bytes: some Sequence<UInt8>) {
        self = String(String.UnicodeScalarView(bytes.map { UnicodeScalar($0) }))
    }
}

/// The head of the only request in `text`, or the error it causes.
func request(_ text: String, limits: HTTPLimits = HTTPLimits()) -> Result<Transcript.Message, HTTPParseError> {
    let transcript = Transcript(text, limits: limits)
    if let error = transcript.error { return .failure(error) }
    return .success(transcript.messages[0])
}

/// The error that `text` causes, nil when it is a fine request.
func refusal(_ text: String, limits: HTTPLimits = HTTPLimits()) -> HTTPParseError? {
    Transcript(text, limits: limits).error
}
