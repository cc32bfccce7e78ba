import CrosswindHTTP
import Testing

@testable import CrosswindCLI

#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

@Suite struct AccessLogRendererTests {
    @Test func presets() throws {
        let record = SampleRecord()
        record.requestHeaders = ["user-agent": record.keep("curl/8")]
        let common = #"192.0.2.1 - - [23/Nov/2026:21:30:00 +0000] "GET /a?b=c HTTP/1.1" 200 12"#
        #expect(try record.line("common") == common)
        #expect(try record.line("combined") == common + #" "-" "curl/8""#)
        #expect(
            try record.line("json") == #"{"time":"2026-11-23T21:30:00.123Z","remote":"192.0.2.1","method":"GET","#
                + #""target":"/a?b=c","protocol":"HTTP/1.1","status":200,"bytes":12,"duration_us":1234567,"#
                + #""queue_us":42,"gil_us":7,"app_us":1000,"user_agent":"curl/8"}"#)
    }

    @Test func atoms() throws {
        let record = SampleRecord()
        record.requestHeaders = ["x-id": record.keep("7"), "referer": record.keep("http://r/")]
        record.responseHeaders = ["content-type": record.keep("text/plain")]
        record.variables = ["REMOTE_USER": record.keep("eve")]
        let expected: [(String, String)] = [
            ("%(h)s", "192.0.2.1"), ("%(l)s", "-"), ("%(u)s", "-"), ("%(t)s", "[23/Nov/2026:21:30:00 +0000]"),
            ("%(r)s", "GET /a?b=c HTTP/1.1"), ("%(m)s", "GET"), ("%(U)s", "/a"), ("%(q)s", "b=c"),
            ("%(H)s", "HTTP/1.1"), ("%(s)s", "200"), ("%(B)s", "12"), ("%(b)s", "12"), ("%(f)s", "http://r/"),
            ("%(a)s", "-"), ("%(T)s", "1"), ("%(M)s", "1234"), ("%(D)s", "1234567"), ("%(L)s", "1.234567"),
            ("%(p)s", "<\(getpid())>"), ("%(queue)s", "42"), ("%(gil)s", "7"), ("%(app)s", "1000"),
            ("%({X-Id}i)s", "7"), ("%({x-none}i)s", "-"),
            ("%({Content-Type}o)s", "text/plain"), ("%({REMOTE_USER}e)s", "eve"), ("%({remote_user}e)s", "-"),
            ("100%%|%(s)s", "100%|200"),
        ]
        for (format, line) in expected { #expect(try record.line(format) == line, "\(format)") }
        for name in AccessLogAtom.plain.keys {
            #expect(expected.contains { $0.0 == "%(\(name))s" }, "\(name) has no example")
        }
    }

    @Test func traces() throws {
        let record = SampleRecord()
        let parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
        record.requestHeaders = ["traceparent": record.keep(parent)]
        #expect(try record.line("%({traceparent}i)s") == parent)
        #expect(try record.line("json").contains(#","trace_id":"4bf92f3577b34da6a3ce929d0e0e4736"}"#))
        record.requestHeaders = ["traceparent": record.keep("mine")]
        #expect(try !record.line("json").contains("trace_id"))
    }

    @Test func absentThings() throws {
        let record = SampleRecord()
        let nothing = UnsafeRawBufferPointer(start: nil, count: 0)
        (record.remoteAddress, record.method, record.target, record.path) = (nothing, nothing, nothing, nothing)
        (record.query, record.protocolVersion, record.bodyBytes, record.status) = (nothing, nothing, 0, 400)
        #expect(try record.line("%(h)s %(r)s %(m)s %(U)s [%(q)s] %(H)s %(s)s %(B)s %(b)s") == "- - - - [] - 400 0 -")
        record.duration = 5_000
        #expect(try record.line("%(L)s %(T)s") == "0.000005 0")
        record.duration = .max
        #expect(try record.line("%(D)s") == "18446744073709551")
    }

    @Test func userOfBasicCredentials() throws {
        let record = SampleRecord()
        for (header, user) in [
            ("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==", "Aladdin"), ("basic  QWxhZGRpbjpvcGVuIHNlc2FtZQ==", "Aladdin"),
            ("Basic OnB3", "-"), ("Basic QWxhZGRpbg==", "-"), ("Bearer QWxhZGRpbjpvcGVu", "-"), ("Basic", "-"),
            ("Basic ", "-"), ("Basic ????", "-"), ("Basic YSBiCiI6eA==", #"a\x20b\x0a\x22"#),
            ("Basic " + String(repeating: "QUFB", count: 10_000), "-"),
        ] {
            record.requestHeaders = ["authorization": record.keep(header)]
            #expect(try record.line("%(u)s") == user, "\(header.prefix(50))")
        }
        record.requestHeaders = ["authorization": record.keep("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==")]
        #expect(try record.line("json").contains(#","user":"Aladdin","#))
    }

    /// Whatever an application answers, and however large the limits are, a line fits into the writer's memory.
    @Test func longValuesAreCut() throws {
        let record = SampleRecord()
        let long = record.keep([UInt8](repeating: 0xff, count: 1 << 20))
        record.responseHeaders = ["x-long": long]
        #expect(try record.line("%({x-long}o)s|").utf8.count == 4 * LogEscape.longest + 4)
        #expect(try record.line("%({x-long}o)s|").hasSuffix(#"\xff...|"#))
        (record.target, record.method, record.remoteAddress, record.protocolVersion) = (long, long, long, long)
        record.requestHeaders = ["referer": long, "user-agent": long, "authorization": long]
        let json = try record.line("json")
        #expect(json.utf8.count < AccessLogWriter.Limits().capacity && json.hasSuffix(#"..."}"#))
    }

    /// No byte that a client sends can end a line, close a quoted field or reach a terminal.
    @Test func everyByteIsSafe() throws {
        let record = SampleRecord()
        let bytes = record.keep(Array(0...255))
        record.requestHeaders = ["user-agent": bytes, "referer": bytes]
        (record.target, record.path, record.query, record.method) = (bytes, bytes, bytes, bytes)
        (record.remoteAddress, record.protocolVersion) = (bytes, bytes)
        for format in ["common", "combined", "json", "%(U)s%(q)s%(m)s%(h)s%(H)s%(r)s%(a)s%({referer}i)s"] {
            let line = try record.line(format)
            #expect(line.utf8.allSatisfy { $0 >= 32 && $0 < 127 }, "\(format)")
        }
        let quoted = try record.line(#""%(a)s""#)
        #expect(quoted.utf8.count { $0 == UInt8(ascii: "\"") } == 2)
        #expect(quoted.contains(#"\x00\x01"#) && quoted.contains(#"\x22"#) && quoted.contains(#"\x5c"#))
        #expect(quoted.contains(#"\xff"#))
        let json = try record.line("json")
        #expect(json.contains(#"\u0000\u0001"#) && json.contains(#"\u0022"#) && json.contains(#"\u00ff"#))
    }

    @Test func eachLineEndsOnce() throws {
        var renderer = AccessLogRenderer(.common)
        let record = SampleRecord()
        let text = written { buffer in
            for _ in 0..<3 { renderer.render(record, into: &buffer) }
        }
        #expect(text.split(separator: "\n").count == 3 && text.hasSuffix("\n"))
    }
}
