import CrosswindHTTP
import Testing

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Mistakes that other servers have made with the bytes on the wire, each under the name it became known by.
@Suite struct HistoryTests {
    /// gunicorn CVE-2024-1135: a Transfer-Encoding it didn't understand was ignored, so that the body became the next
    /// request.
    @Test(arguments: [
        "Transfer-Encoding: xchunked", "Transfer-Encoding: chunked\r\nTransfer-Encoding: xchunked",
        "Transfer-Encoding: chunked, identity", "Transfer-Encoding: identity, chunked",
        "Transfer-Encoding:\u{B}chunked",
        "Transfer-Encoding: \"chunked\"", "Transfer-Encoding:chunked ,",
        "Transfer-Encoding: x\r\nTransfer-Encoding: chunked",
    ]) func neverIgnoresATransferEncoding(_ fields: String) {
        for length in ["", "Content-Length: 4\r\n"] {
            let transcript = Transcript(
                "POST / HTTP/1.1\r\nHost: a\r\n\(length)\(fields)\r\n\r\n0\r\n\r\nGET /x HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(transcript.messages.isEmpty)
            #expect([400, 501].contains(transcript.error?.status))
        }
    }

    /// gunicorn CVE-2024-6827: Transfer-Encoding values were accepted that RFC 9112 doesn't know, beside a length.
    @Test func prefersNeitherOfTwoFramings() {
        for coding in ["chunked", "CHUNKED", "gzip", "chunked;q=1", "identity"] {
            let error = refusal(
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: \(coding)\r\n\r\n0\r\n\r\n")
            #expect(error == .contentLengthAndTransferEncoding)
        }
    }

    /// waitress CVE-2019-16785, -16786, -16789, -16792: bare LF as the end of a line, `chunked` hidden among codings, a
    /// control byte before `chunked`, two lengths.
    @Test func refusesWhatWaitressRead() {
        let line = "POST / HTTP/1.1\r\nHost: a\r\n"
        #expect(refusal(line + "Content-Length: 5\nTransfer-Encoding: chunked\r\n\r\n") == .bareLineFeed)
        #expect(refusal(line + "Transfer-Encoding: \u{B}chunked\r\n\r\n") == .invalidFieldValue)
        #expect(refusal(line + "Transfer-Encoding: gzip, chunked\r\n\r\n") == .unsupportedTransferEncoding)
        #expect(refusal(line + "Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello") == .repeatedContentLength)
        #expect(refusal(line + "Content-Length: 5, 5\r\n\r\nhello") == .invalidContentLength)
    }

    /// waitress CVE-2022-24761: `+10`, `0x01` and `1_0` as numbers, garbage behind a chunk.
    @Test func readsNumbersStrictly() {
        for size in ["+5", "0x5", "5_0", " 5", "5 "] {
            let text = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n\(size)\r\nhello\r\n0\r\n\r\n"
            #expect(refusal(text) == .invalidChunkSize)
            #expect(
                refusal(
                    "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: \(size == " 5" ? "5 5" : size == "5 " ? "5 x" : size)\r\n\r\n"
                ) == .invalidContentLength)
        }
        let text = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhelloGARBAGE\r\n0\r\n\r\n"
        #expect(refusal(text) == .missingChunkEnd)
    }

    /// waitress CVE-2024-49768: a request that follows a refused one in the same bytes was still served.
    @Test func readsNothingBehindARefusedRequest() {
        let transcript = Transcript("GET / HTTP/1.1\r\n\r\nGET /second HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(transcript.error == .missingHost)
        #expect(transcript.messages.isEmpty)
    }

    /// swift-nio CVE-2026-28980: a flood of tiny header lines. It ends at the 101st field, whatever the bytes say.
    @Test func endsAFloodOfTinyFields() {
        let flood = "GET / HTTP/1.1\r\nHost: a\r\n" + String(repeating: "a:\r\n", count: 10_000)
        let transcript = Transcript(flood)
        #expect(transcript.error == .tooManyFields)
        #expect(transcript.messages.isEmpty)
    }

    /// The same flood a byte at a time: the work for each byte must not grow with the bytes before it. The parser looks
    /// at each at most twice, which is shown by this thread's time: ten times the bytes must not take anything like a
    /// hundred times.
    @Test func isLinearByteByByte() throws {
        func time(_ count: Int) throws -> Int {
            var limits = HTTPLimits()
            limits.head = 1 << 20
            limits.fieldSize = 1 << 20
            limits.fieldCount = 1 << 20
            let bytes = Array(
                ("GET / HTTP/1.0\r\n" + String(repeating: "a:\r\n", count: count) + "X: "
                    + String(repeating: "b", count: 4 * count)).utf8)
            let head = RequestHead()
            let start = nanosecondsOfThread()
            var parser = RequestParser()
            try bytes.withUnsafeBytes { all in
                for end in 1...all.count {
                    var consumed = 0
                    let event = try parser.next(
                        UnsafeRawBufferPointer(rebasing: all[..<end]), consumed: &consumed, head: head, limits: limits)
                    precondition(event == .needMore && consumed == 0)
                }
            }
            return nanosecondsOfThread() - start
        }
        _ = try time(1000)
        // The best of some tries, since other work may run beside this.
        let few = try min(time(2000), time(2000), time(2000))
        let many = try min(time(20_000), time(20_000))
        #expect(many < few * 40)
    }

    /// Go CVE-2023-39326: chunk extensions as a way around every limit on the body.
    @Test func boundsChunkExtensions() {
        let chunk = "1;" + String(repeating: "x", count: 200) + "\r\ny\r\n"
        let transcript = Transcript(
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + String(repeating: chunk, count: 1000))
        #expect(transcript.error == .chunkHeadTooLong)
        #expect((transcript.messages.first?.body.count ?? 0) < 30)
    }

    /// Puma CVE-2024-21647, and others: a chunk's CRLF replaced by something as long.
    @Test func checksTheEndOfEachChunk() {
        let head = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
        for end in ["\n\n", "\r\r", "xx", "\n\r"] {
            #expect(refusal(head + "1\r\nx" + end + "0\r\n\r\n") == .missingChunkEnd)
        }
    }

    /// Tornado CVE-2025-67724 and its like: line ends smuggled into the answer by way of the reason phrase.
    @Test func refusesAReasonOfTwoLines() {
        #expect(throws: HTTPFieldError.invalidReason) { try Encoded(status: 200, reason: "OK\r\nSet-Cookie: a=b") }
    }

    /// Tornado CVE-2025-67725: folding header lines together took quadratic time. Here repeats stay apart, and reading
    /// them is bounded by the number of fields.
    @Test func keepsRepeatsApart() throws {
        let message = try request("GET / HTTP/1.0\r\n" + String(repeating: "Cookie: a=b\r\n", count: 100) + "\r\n")
            .get()
        #expect(message.fields.count == 100)
    }
}

/// The time that this thread has had a processor, which waiting for one does not add to.
private func nanosecondsOfThread() -> Int {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return time.tv_sec * 1_000_000_000 + time.tv_nsec
}
