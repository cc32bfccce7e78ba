import Crosswind
import CrosswindServer
import CrosswindTracing
import CrosswindWSGI
import InMemoryTracing
import Testing
import TracingTestSupport

/// What a Python application learns of the span that it works in.
extension WSGIContainerTests {
    private static let parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    private static let request =
        "GET /trace HTTP/1.1\r\nHost: x\r\ntraceparent: \(parent)\r\ntracestate: a=1\r\n\r\n"

    @Test func withoutATracerItSeesWhatWasSent() throws {
        try serving(threads: 1) { port in
            let client = PlainClient(port)
            client.send(Self.request)
            #expect(client.body() == "\(Self.parent) a=1 ")
        }
    }

    /// Also when the client repeats its header block byte for byte, whose environ the worker remembers.
    @Test(arguments: [false, true])
    func itSeesTheServersSpan(_ isFallback: Bool) throws {
        let tracer = W3CTracer()
        func traced(_ container: WSGIContainer) throws -> any RequestCallback {
            guard isFallback else { return TracedCallback(container, tracer: tracer) }
            return TracedCallback(try Application([.fallback("/tra.*", container, name: "python")]), tracer: tracer)
        }
        try serving(threads: 1, behind: traced) { port in
            let client = PlainClient(port)
            var bodies: [String] = []
            for _ in 0..<4 {
                client.send(Self.request)
                bodies.append(client.body())
            }
            // As one run, where the container takes it so.
            client.send(String(repeating: Self.request, count: 3))
            for _ in 0..<3 { bodies.append(client.body()) }
            #expect(soon { tracer.memory.finishedSpans.count == 7 })
            let spans = tracer.memory.finishedSpans
            #expect(Set(spans.map(\.spanID)).count == 7)
            #expect(spans.allSatisfy { $0.traceID == "0af7651916cd43dd8448eb211c80319c" })
            #expect(spans.allSatisfy { $0.parentSpanID == "b7ad6b7169203331" })
            #expect(bodies == spans.map { "00-\($0.traceID)-\($0.spanID)-01 a=1 " })
            #expect(spans.allSatisfy { $0.operationName == (isFallback ? "GET python" : "GET") })
            #expect(tracer.memory.activeSpans.isEmpty)
        }
    }
}
