import Crosswind
import CrosswindHTTP
import CrosswindServer
import CrosswindTesting
import CrosswindTracing
import InMemoryTracing
import Logging
import NIOCore
import Testing
import Tracing
import TracingTestSupport

@Suite struct TracedCallbackTests {
    private static let parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"

    /// Tells what span it is in, at three places.
    final class SpanHandler: RequestHandler {
        override func get() async throws {
            let before = ServiceContext.current?.inMemorySpanContext?.spanID ?? "none"
            try await Task.sleep(for: .milliseconds(1))
            let after = ServiceContext.current?.inMemorySpanContext?.spanID ?? "none"
            let elsewhere = try await runInExecutor { ServiceContext.current?.inMemorySpanContext?.spanID ?? "none" }
            write("\(before) \(after) \(elsewhere)")
        }
    }

    final class FailingHandler: RequestHandler {
        override func get() async throws { throw HTTPError(503) }
        override func post() async throws {
            write("begun,")
            try await flush()
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    private func traced(_ tracer: W3CTracer) throws -> Application {
        var settings = Settings()
        settings.logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        settings.accessLogger = settings.logger
        let application = try Application(
            [.route("/item/([0-9]+)", SpanHandler.self, name: "item"), .route("/fail", FailingHandler.self)],
            settings: settings)
        return try Application([.fallback("/.*", TracedCallback(application, tracer: tracer))])
    }

    /// The one span of a request, once it has ended.
    private func span(_ tracer: W3CTracer) async throws -> FinishedInMemorySpan {
        for _ in 0..<4000 where tracer.memory.finishedSpans.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
        #expect(tracer.memory.activeSpans.isEmpty)
        let spans = tracer.memory.popFinishedSpans()
        try #require(spans.count == 1)
        return spans[0]
    }

    private func text(_ span: FinishedInMemorySpan, _ key: String) -> String? {
        switch span.attributes[key]?.toSpanAttribute() {
        case .string(let text)?: text
        case .int64(let number)?: "\(number)"
        case .int32(let number)?: "\(number)"
        default: nil
        }
    }

    @Test func aSpanAroundTheHandler() async throws {
        let tracer = W3CTracer()
        try await traced(tracer).test(.live) { client in
            let response = await client.get(
                "/item/7?a=b",
                headers: ["traceparent": Self.parent, "User-Agent": "test/1", "Host": "site.example:81"])
            let span = try await span(tracer)
            #expect(response.text == "\(span.spanID) \(span.spanID) \(span.spanID)")
            #expect(span.traceID == "0af7651916cd43dd8448eb211c80319c")
            #expect(span.parentSpanID == "b7ad6b7169203331")
            #expect(span.kind == .server)
            #expect(span.operationName == "GET item")
            #expect(span.status == nil)
            let expected = [
                "http.request.method": "GET", "http.route": "item", "http.response.status_code": "200",
                "url.path": "/item/7", "url.query": "a=b", "url.scheme": "http", "server.address": "site.example",
                "server.port": "81", "client.address": "127.0.0.1", "network.peer.address": "127.0.0.1",
                "network.protocol.version": "1.1", "user_agent.original": "test/1",
            ]
            for (key, value) in expected { #expect(text(span, key) == value, "\(key)") }
            #expect(span.attributes["error.type"] == nil)
        }
    }

    /// Tasks of handlers are used again; their spans must not be.
    @Test func eachRequestHasItsOwn() async throws {
        let tracer = W3CTracer()
        let traced = try traced(tracer)
        let both = try Application([.route("/plain", SpanHandler.self), .fallback("/.*", traced)])
        try await both.test(.live) { client in
            try await client.connect { connection in
                for index in 0..<10 {
                    let path = index.isMultiple(of: 3) ? "/plain" : "/item/\(index)"
                    await connection.send("GET \(path) HTTP/1.1\r\nHost: x\r\n\r\n")
                    let seen = await connection.response().text.split(separator: " ")
                    let expected = path == "/plain" ? "none" : try await span(tracer).spanID
                    #expect(seen == [expected[...], expected[...], expected[...]], "\(index)")
                }
            }
        }
    }

    @Test func withoutAParentItBeginsATrace() async throws {
        let tracer = W3CTracer()
        try await traced(tracer).test(.live) { client in
            for sent in ["", "00-xyz-1-01"] {
                let headers: HTTPFields = sent.isEmpty ? [:] : ["traceparent": sent]
                #expect(await client.get("/item/1", headers: headers).status == 200)
                let span = try await span(tracer)
                #expect(span.parentSpanID == nil)
                #expect(span.traceID.count == 32)
            }
        }
    }

    @Test func errorsAreTheServersOnly() async throws {
        let tracer = W3CTracer()
        try await traced(tracer).test(.live) { client in
            #expect(await client.get("/fail").status == 503)
            let failed = try await span(tracer)
            #expect(failed.status?.code == .error)
            #expect(text(failed, "error.type") == "503")
            #expect(await client.get("/nowhere").status == 404)
            let missing = try await span(tracer)
            #expect(missing.status == nil)
            #expect(missing.operationName == "GET")
            #expect(missing.attributes["http.route"] == nil)
        }
    }

    @Test func aMethodThatIsMadeUpNamesNothing() async throws {
        let tracer = W3CTracer()
        try await traced(tracer).test(.live) { client in
            #expect(await client.request("BREW", "/item/1").status == 405)
            let span = try await span(tracer)
            #expect(span.operationName == "HTTP item")
            #expect(text(span, "http.request.method") == "_OTHER")
            #expect(text(span, "http.request.method_original") == "BREW")
        }
    }

    @Test func oneThatNobodyReadsEndsToo() async throws {
        let tracer = W3CTracer()
        try await traced(tracer).test(.live) { client in
            try await client.connect { connection in
                await connection.send("POST /fail HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n")
                _ = try await connection.until("begun,")
                await connection.reset()
            }
            #expect(text(try await span(tracer), "http.response.status_code") == "200")
        }
    }

    /// What is handed on sees our context, the request itself what was sent.
    @Test func fieldsForThoseItIsHandedOnTo() async throws {
        let tracer = W3CTracer()
        let inside = ClosureCallback { exchange in
            let fields = exchange.replacedFields ?? []
            let sent = exchange.head.firstValue(named: "traceparent").map { exchange.head.slice($0) }
            let text = fields.map { "\($0.name)=\($0.value)" }.joined(separator: " ")
            exchange.respond(status: 200, body: "\(text) \(sent.map { String(decoding: $0, as: UTF8.self) } ?? "")")
        }
        try await Application([.fallback("/.*", TracedCallback(inside, tracer: tracer))]).test(.live) { client in
            let headers: HTTPFields = ["Traceparent": Self.parent, "tracestate": "a=1", "tracestate": "b=2"]
            let response = await client.get("/", headers: headers)
            let span = try await span(tracer)
            #expect(
                response.text
                    == "traceparent=00-\(span.traceID)-\(span.spanID)-01 tracestate=a=1,b=2 \(Self.parent)")
        }
    }
}
