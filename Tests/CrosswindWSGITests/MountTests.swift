import Crosswind
import CrosswindServer
import PythonBridge
import Testing

@testable import CrosswindWSGI

/// Several Python applications under several prefixes of one Swift application (`Route.mount`).
extension WSGIContainerTests {
    private static let mounted = """
        from urllib.parse import parse_qs
        from wsgiref.validate import validator


        def named(name):
            def app(environ, start_response):
                body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
                words = [name, environ["SCRIPT_NAME"], environ["PATH_INFO"], environ["QUERY_STRING"], body.decode()]
                page = "|".join(words).encode("latin-1")
                start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(page)))])
                return [page]

            return validator(app)


        one, two, three, root = named("one"), named("two"), named("three"), named("root")
        """

    private final class Page: RequestHandler {
        override func get() async throws {
            write("swift \(request.path) \(try reverseURL("page", "x"))")
        }
    }

    private func container(
        _ name: StaticString, _ python: inout Python, rootPath: String = "", streams: Bool = false
    ) throws(PythonError) -> WSGIContainer {
        let module = try python.module(named: "crosswind_mounted")
        try python.run(Self.mounted, file: "mounted.py", in: module)
        let application = try module.attribute(name).store()
        _ = module.take()
        var configuration = WSGIConfiguration()
        configuration.threads = 2
        configuration.rootPath = rootPath
        configuration.streamsRequestBody = streams
        var settings = ServerConfiguration()
        settings.logger = silent
        return try WSGIContainer(application, configuration: configuration, server: settings, python: &python)
    }

    @Test("Each application has its prefix in SCRIPT_NAME and what follows in PATH_INFO")
    func mounts() throws {
        var made: [WSGIContainer] = []
        EmbeddedPython.attached { (python: inout Python) throws(PythonError) in
            made = [
                try container("one", &python), try container("two", &python, streams: true),
                try container("three", &python, rootPath: "/behind"), try container("root", &python),
            ]
        }
        try #require(made.count == 4)
        let inner = try Application([
            .route("/", Page.self, name: "front"), .route("/page/(.*)", Page.self, name: "page"),
            .mount("/deep", made[0]),
        ])
        let application = try Application([
            .route("/one/swift", Page.self), .route("/pages/(.*)", Page.self, name: "page"),
            .mount("/one", made[0]), .mount("/other/", made[0]), .mount("/two/three", made[1]),
            .mount("/caf%C3%A9 au lait", made[2]), .mount("/a.b(c)", made[1]), .mount("/inner", inner),
            .fallback("/.*", made[3]),
        ])
        var settings = ServerConfiguration()
        settings.logger = silent
        let server = HTTPServer(application, configuration: settings)
        guard case .tcp(_, let port) = try server.listen(0) else { return }
        // One connection, so that the workers' caches of header blocks see one prefix after the other.
        let client = PlainClient(port)
        for _ in 0..<3 {
            for (target, expected) in [
                ("/one", "one|/one|||"), ("/one/", "one|/one|/||"), ("/one/a/b?x=1", "one|/one|/a/b|x=1|"),
                ("/one//a", "one|/one|//a||"), ("/one/a%2Fb%20c", "one|/one|/a/b c||"), ("/oned", "root||/oned||"),
                ("/one%2Fa", "root||/one/a||"), ("/one?x", "one|/one||x|"), ("/other/a", "one|/other|/a||"),
                ("/other", "one|/other|||"), ("/others", "root||/others||"), ("/two/three/x", "two|/two/three|/x||"),
                ("/two/thre/x", "root||/two/thre/x||"), ("/two/three", "two|/two/three|||"),
                ("/caf%C3%A9%20au%20lait/x", "three|/behind/café au lait|/x||"),
                ("/caf%c3%a9%20au%20lait", "three|/behind/café au lait|||"), ("/a.b(c)/d", "two|/a.b(c)|/d||"),
                ("/aXb(c)/d", "root||/aXb(c)/d||"), ("/x/one/y", "root||/x/one/y||"), ("/", "root||/||"),
                ("/one/swift", "swift /one/swift /pages/x"), ("/inner/deep/x", "one|/inner/deep|/x||"),
                ("/inner/page/1", "swift /inner/page/1 /inner/page/x"), ("/inner", "swift /inner /inner/page/x"),
                ("/inner/", "swift /inner/ /inner/page/x"), ("/inner/deep", "one|/inner/deep|||"),
            ] {
                #expect(client.ask(target) == expected, "\(target)")
            }
        }
        for (target, expected) in [("/one/p", "one|/one|/p||body"), ("/two/three/p", "two|/two/three|/p||body")] {
            client.send("POST \(target) HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nbody")
            #expect(client.body() == expected)
        }
        server.stop(within: .seconds(10))
        #expect(WSGIContainer.stopThreads(within: .seconds(10)) == 0)
    }
}
