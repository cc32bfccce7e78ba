import CrosswindHTTP
import Testing

/// The same bytes to our parser and to NIOHTTP1's: gunicorn's corpus and twenty thousand mutations of it.
///
/// What both deliver must be the same to the byte. Where only one delivers or refuses, `AcceptedDifference` must say why.
@Suite struct DifferentialTests {
    private struct Tally {
        var stricter: Set<String> = []
        var laxer: Set<String> = []
        var agreed = 0
    }

    /// What gunicorn's cases lack.
    private static let own: [[UInt8]] = [
        "GET /foo HTTP/2.0\r\n",
        "PROPFIND /dav/ HTTP/1.1\r\nHost: a\r\nDepth: 1\r\nContent-Length: 3\r\n\r\n<x>",
        "POST /1 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\nX: y\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /p?q=r HTTP/1.1\r\nHost: [::1]:80\r\nUser-Agent: Mozilla/5.0 (X11; Linux x86_64)\r\nCookie: a=b; c=d\r\nAccept: */*\r\n\r\n",
    ].map { Array($0.utf8) }

    @Test func disagreesOnPurposeOnly() throws {
        try #require(!CorpusEntry.all.isEmpty, "no corpus at \(CorpusEntry.path)")
        let seeds = CorpusEntry.all.map(\.withHosts.bytes).filter { $0.count < 2000 } + Self.own
        var numbers = Numbers(state: 20_261_123)
        var tally = Tally()
        for seed in seeds { compare(seed, &tally) }
        for _ in 0..<20_000 {
            compare(Mutations.mutate(seeds.randomElement(using: &numbers)!, &numbers), &tally)
        }
        #expect(tally.agreed > 15_000)
        // A row that nothing needs any more is to go.
        for row in AcceptedDifference.stricter {
            #expect(tally.stricter.contains("\(row.ours.reason)"), "not seen: \(row.ours.reason)")
        }
        for row in AcceptedDifference.laxer { #expect(tally.laxer.contains(row.theirs), "not seen: \(row.theirs)") }
    }

    private func compare(_ bytes: [UInt8], _ tally: inout Tally) {
        let ours = Transcript(bytes, stopsAtClose: true)
        let theirs = NIOTranscript(bytes)
        let messages = ours.messages.filter(\.isComplete)
        for (mine, other) in zip(messages, theirs.messages) where NIOTranscript.Message(mine) != other.trimmed {
            Issue.record("different content: \(String(latin1: bytes).debugDescription)")
        }
        let error = ours.error == .unexpectedEnd ? nil : ours.error
        if messages.count > theirs.messages.count {
            // They stop for good at the end of a tunnel request.
            let tunnel = theirs.error == nil && theirs.messages.last?.method == "CONNECT"
            if let reason = theirs.error, AcceptedDifference.laxer.contains(where: { $0.theirs == reason }) {
                tally.laxer.insert(reason)
            } else if !tunnel {
                Issue.record("only ours (they: \(theirs.error ?? "fine")): \(String(latin1: bytes).debugDescription)")
            }
        } else if let error, theirs.error == nil || theirs.messages.count > messages.count {
            if AcceptedDifference.stricter.contains(where: { $0.ours == error }) {
                tally.stricter.insert("\(error.reason)")
            } else {
                Issue.record("only we refuse, \(error.reason): \(String(latin1: bytes).debugDescription)")
            }
        } else if theirs.messages.count > messages.count, messages.last?.keepAlive != false {
            Issue.record("only theirs: \(String(latin1: bytes).debugDescription)")
        } else {
            // Both refuse, both wait, or llhttp refuses a line before its end, which we judge when it is there.
            tally.agreed += 1
        }
    }
}

extension NIOTranscript.Message {
    /// Ours as NIO would say it: text from UTF-8, repaired where it is none.
    fileprivate init(_ message: Transcript.Message) {
        func text(_ latin1: String) -> String {
            String(decoding: latin1.unicodeScalars.map { UInt8($0.value) }, as: UTF8.self)
        }
        method = message.method
        target = text(message.target)
        minorVersion = Int(message.minorVersion)
        fields = message.fields.map { $0.map(text) }
        body = message.body
    }

    /// NIO leaves white space behind a value to whoever reads it (RFC 9112 §5.1 says that it is no part of the value).
    fileprivate var trimmed: Self {
        var result = self
        result.fields = fields.map { field in
            var value = Substring(field[1])
            while let last = value.last, last == " " || last == "\t" { value.removeLast() }
            while let first = value.first, first == " " || first == "\t" { value.removeFirst() }
            return [field[0], String(value)]
        }
        return result
    }
}
