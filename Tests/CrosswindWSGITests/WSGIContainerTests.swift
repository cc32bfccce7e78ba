import CPythonABI
import PythonBridge
import Synchronization
import Testing

@testable import CrosswindServer
@testable import CrosswindWSGI

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The pool's threads with a real interpreter and real sockets, where the other test suites don't reach: pipelined runs
/// with files, exhaustion, the end of the threads. One set of threads a process, hence one after the other.
@Suite(.enabled(if: EmbeddedPython.isThere), .serialized)
struct WSGIContainerTests {
    private static let source = """
        import os, tempfile, threading, time

        file = tempfile.NamedTemporaryFile()
        file.write(b"0123456789abcdef" * 262144)
        file.flush()
        gate = threading.Event()
        inside = 0
        closed = []


        class Body:
            def __init__(self, name, chunks):
                self.name, self.chunks = name, chunks

            def __iter__(self):
                return iter(self.chunks)

            def close(self):
                closed.append(self.name)


        def app(environ, start_response):
            global inside
            path = environ["PATH_INFO"]
            if path == "/file":
                start_response("200 OK", [])
                return environ["wsgi.file_wrapper"](open(file.name, "rb"))
            if path == "/wait":
                inside += 1
                gate.wait()
                start_response("200 OK", [])
                return [b"waited"]
            if path == "/inside":
                start_response("200 OK", [])
                return [str(inside).encode()]
            if path == "/open":
                gate.set()
                start_response("200 OK", [])
                return [b"opened"]
            if path == "/reset":
                gate.clear()
                inside = 0
                closed.clear()
                start_response("200 OK", [])
                return [b"reset"]
            if path == "/closed":
                start_response("200 OK", [])
                return [",".join(sorted(closed)).encode()]
            if path == "/trace":
                start_response("200 OK", [])
                return [environ.get("HTTP_" + name, "-").encode() + b" " for name in ("TRACEPARENT", "TRACESTATE")]
            if path == "/late":
                write = start_response("200 OK", [])
                try:
                    start_response("bad", [], (None, None, None))
                except Exception:
                    pass
                write(b"body without a head")
                return []
            if path.startswith("/body"):
                start_response("200 OK", [])
                return Body(path, [b"x"] * 3)
            start_response("200 OK", [])
            return [path.encode()]
        """

    private static func load(_ python: borrowing Python) throws(PythonError) -> PyStored {
        let module = try python.module(named: "crosswind_test_app")
        try python.run(source, file: "app.py", in: module)
        let application = try module.attribute("app").store()
        // Its functions look their globals up in it.
        _ = module.take()
        return application
    }

    /// Runs `body` against a server with `threads` threads; then ends them.
    func serving(
        threads: Int, depth: Int = 1024, behind callback: (WSGIContainer) throws -> any RequestCallback = { $0 },
        _ body: (Int) throws -> Void
    ) throws {
        var settings = ServerConfiguration()
        settings.maxConnections = 500
        settings.logger = silent
        var made: WSGIContainer?
        EmbeddedPython.attached { (python: inout Python) throws(PythonError) in
            let application = try Self.load(python)
            var configuration = WSGIConfiguration()
            configuration.threads = threads
            configuration.queueDepth = depth
            made = try WSGIContainer(application, configuration: configuration, server: settings, python: &python)
        }
        let container = try #require(made)
        let server = HTTPServer(try callback(container), configuration: settings)
        guard case .tcp(_, let port) = try server.listen(0) else { return }
        try body(port)
        server.stop(within: .seconds(10))
        #expect(WSGIContainer.stopThreads(within: .seconds(10)) == 0)
    }

    @Test func pipelined() throws {
        try serving(threads: 2) { port in
            let client = PlainClient(port)
            client.send((0..<100).map { "GET /\($0) HTTP/1.1\r\nHost: x\r\n\r\n" }.joined())
            for index in 0..<100 { #expect(client.body() == "/\(index)") }
        }
    }

    /// Files whose reader is slow, at each place of a run: whole, in order, and nothing before its turn.
    @Test(arguments: ["/file /a", "/a /file", "/a /file /b", "/file /file /b", "/a /file /file"])
    func filesInARun(_ paths: String) throws {
        try serving(threads: 1) { port in
            let before = openDescriptors()
            let client = PlainClient(port, receiveBuffer: 4096)
            let paths = paths.split(separator: " ").map { String($0) }
            for _ in 0..<2 {
                client.send(paths.map { "GET \($0) HTTP/1.1\r\nHost: x\r\n\r\n" }.joined())
                usleep(50_000)
                for path in paths {
                    let body = client.body()
                    let isRight =
                        path == "/file"
                        ? body.utf8.count == 4 << 20 && body.hasSuffix("0123456789abcdef") : body == path
                    #expect(isRight, "\(path): \(body.utf8.count) bytes")
                }
            }
            #expect(soon { openDescriptors() <= before + 3 })
        }
    }

    /// An app that blocks gets a thread for each request, up to all; past them requests wait, and past the queue the
    /// server says so.
    @Test func blockingAppsSpreadOut() throws {
        try serving(threads: 4, depth: 3) { port in
            #expect(PlainClient(port).ask("/reset") == "reset")
            let waiting = (0..<3).map { _ in PlainClient(port) }
            for (index, client) in waiting.enumerated() {
                client.send("GET /wait HTTP/1.1\r\nHost: x\r\n\r\n")
                #expect(soon { PlainClient(port).ask("/inside") == "\(index + 1)" })
            }
            let last = PlainClient(port)
            last.send("GET /wait HTTP/1.1\r\nHost: x\r\n\r\n")
            // All four are in the app; three may wait, whichever of them come first.
            #expect(soon { WSGIContainer.workerThreads.count { $0.request?.target == "/wait" } == 4 })
            let behind = (0..<4).map { _ in PlainClient(port) }
            for client in behind { client.send("GET /open HTTP/1.1\r\nHost: x\r\n\r\n") }
            #expect(soon { behind.contains(where: \.hasAnswer) })
            let first = behind.first(where: \.hasAnswer)
            let refused = try #require(first)
            #expect(refused.body() == "Service Unavailable\n")
            EmbeddedPython.attached { (python: inout Python) throws(PythonError) in
                let globals = try python.dict()
                _ = try python.evaluate(
                    "[each.set() for each in __import__('gc').get_objects() "
                        + "if type(each).__name__ == 'Event' and type(each).__module__ == 'threading']",
                    globals: globals)
            }
            for client in waiting + [last] { #expect(client.body() == "waited") }
            for client in behind where client !== refused { #expect(client.body() == "opened") }
        }
    }

    /// Who looks sees what each thread is in, bounded, and disturbs nobody.
    @Test func whatTheThreadsAreDoing() throws {
        #expect(WSGIContainer.workerThreads.isEmpty)
        try serving(threads: 3) { port in
            #expect(PlainClient(port).ask("/reset") == "reset")
            let before = monotonicNanoseconds()
            let waiting = PlainClient(port)
            let target = "/wait?" + String(repeating: "x", count: 1000)
            waiting.send("GET \(target) HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(soon { WSGIContainer.workerThreads.contains { $0.request?.target.hasPrefix("/wait") == true } })
            let threads = WSGIContainer.workerThreads
            #expect(threads.map(\.index) == [0, 1, 2])
            #expect(Set(threads.map(\.nativeIdentifier)).count == 3)
            #expect(Set(threads.map(\.identifier)).count == 3 && threads.allSatisfy { $0.identifier != 0 })
            let request = try #require(threads.compactMap(\.request).first)
            #expect(request.method == "GET" && request.client == "127.0.0.1")
            #expect(request.target == String(target.prefix(LiveRequest.longestTarget)))
            #expect(request.since > before && request.since < monotonicNanoseconds())
            // While others come and go.
            let isOver = Atomic<Bool>(false)
            let ended = Atomic<Int>(0)
            for _ in 0..<2 {
                inTestThread {
                    while !isOver.load(ordering: .relaxed) {
                        for thread in WSGIContainer.workerThreads {
                            guard let request = thread.request else { continue }
                            #expect(request.target.hasPrefix("/wait?") || request.target.hasPrefix("/some/"))
                        }
                    }
                    ended.add(1, ordering: .releasing)
                }
            }
            let client = PlainClient(port)
            for index in 0..<300 { #expect(client.ask("/some/\(index)") == "/some/\(index)") }
            client.send((0..<50).map { "GET /some/\($0) HTTP/1.1\r\nHost: x\r\n\r\n" }.joined())
            for index in 0..<50 { #expect(client.body() == "/some/\(index)") }
            isOver.store(true, ordering: .relaxed)
            #expect(PlainClient(port).ask("/open") == "opened")
            #expect(waiting.body() == "waited")
            #expect(soon { ended.load(ordering: .acquiring) == 2 })
            #expect(soon { WSGIContainer.workerThreads.allSatisfy { $0.request == nil } })
        }
    }

    /// `close()` once for each iterable, also for a client that has gone.
    @Test func closedOnce() throws {
        try serving(threads: 2) { port in
            #expect(PlainClient(port).ask("/reset") == "reset")
            for index in 0..<5 { #expect(PlainClient(port).ask("/body\(index)").contains("x")) }
            #expect(soon { PlainClient(port).ask("/closed") == "/body0,/body1,/body2,/body3,/body4" })
        }
    }

    @Test func writeWithoutAHead() throws {
        try serving(threads: 1) { port in
            let client = PlainClient(port)
            client.send("GET /late HTTP/1.1\r\nHost: x\r\n\r\nGET /after HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(client.body().contains("500"))
            #expect(client.body() == "/after")
        }
    }

    /// Many clients at once, and the threads end although work comes to the last.
    @Test func underLoad() throws {
        try serving(threads: 4) { port in
            let answered = Atomic<Int>(0)
            let ended = Atomic<Int>(0)
            for number in 0..<8 {
                inTestThread {
                    let client = PlainClient(port)
                    for index in 0..<100 where client.ask("/\(number)/\(index)") == "/\(number)/\(index)" {
                        answered.add(1, ordering: .relaxed)
                    }
                    ended.add(1, ordering: .releasing)
                }
            }
            #expect(soon { ended.load(ordering: .acquiring) == 8 })
            #expect(answered.load(ordering: .relaxed) == 800)
        }
    }

    private func openDescriptors() -> Int {
        (0..<1024).reduce(0) { $0 + (fcntl(Int32($1), F_GETFD) >= 0 ? 1 : 0) }
    }
}
