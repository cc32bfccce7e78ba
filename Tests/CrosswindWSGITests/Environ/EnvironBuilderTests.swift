import CPythonABI
import CrosswindHTTP
import PythonBridge
import Testing

@testable import CrosswindServer
@testable import CrosswindWSGI

/// From requests to environ, with a real interpreter.
@Suite(.enabled(if: EmbeddedPython.isThere)) struct EnvironBuilderTests {
    /// Calls `body` with a function that gives the environ of a request as a lookup of its str values.
    private func building(
        mount: String = "", _ body: ((String, (String) -> Void) -> (String) -> String?) -> Void
    ) {
        EmbeddedPython.attached { (python: inout Python) throws(PythonError) in
            let keys = EnvironKeys(python)
            let prelude = try SharedPrelude(&python, logger: silent)
            let template = ContainerTemplate(
                python, keys: keys, prelude: prelude, scriptName: mount, software: "crosswind/test",
                isMultithreaded: true, isMultiprocess: false)
            var builder = EnvironBuilder(keys: keys)
            var made: [PyPointer] = []
            body { request, check in
                let environ = builder.make(HTTPExchange.parsed(request), template)
                guard let environ else {
                    Issue.record("no environ")
                    return { _ in nil }
                }
                made.append(environ)
                return { Peek.value(environ, $0) }
            }
            for environ in made { Py_DecRef(environ) }
            builder.release()
        }
    }

    private func environ(_ request: String, mount: String = "", _ check: (_ value: (String) -> String?) -> Void) {
        // Several times, so that the block's cache answers too; a different target in between.
        let other = "POST /other%20path?x HTTP/1.1" + request[request.range(of: "\r\n").lowerBound...]
        building(mount: mount) { make in
            for round in 0..<4 {
                check(make(request) { _ in })
                if round % 2 == 1 { _ = make(other) { _ in } }
            }
        }
    }

    @Test func plainRequest() {
        environ("GET /a/b?c=d&e HTTP/1.1\r\nHost: example.org:8080\r\nAccept: */*\r\nX-Custom: 1\r\n\r\n") { value in
            #expect(value("REQUEST_METHOD") == "GET")
            #expect(value("SCRIPT_NAME") == "")
            #expect(value("PATH_INFO") == "/a/b")
            #expect(value("QUERY_STRING") == "c=d&e")
            #expect(value("RAW_URI") == "/a/b?c=d&e")
            #expect(value("REQUEST_URI") == "/a/b?c=d&e")
            #expect(value("SERVER_NAME") == "example.org")
            #expect(value("SERVER_PORT") == "8080")
            #expect(value("SERVER_PROTOCOL") == "HTTP/1.1")
            #expect(value("SERVER_SOFTWARE") == "crosswind/test")
            #expect(value("REMOTE_ADDR") == "192.0.2.7")
            #expect(value("REMOTE_PORT") == "1234")
            #expect(value("HTTP_HOST") == "example.org:8080")
            #expect(value("HTTP_ACCEPT") == "*/*")
            #expect(value("HTTP_X_CUSTOM") == "1")
            #expect(value("wsgi.url_scheme") == "http")
            #expect(value("CONTENT_TYPE") == nil)
            #expect(value("CONTENT_LENGTH") == nil)
        }
    }

    @Test func decodedOnce() {
        environ("FROB /caf%C3%A9/a+b%2Fc%252F//d HTTP/1.0\r\nHost: x\r\n\r\n") { value in
            #expect(value("REQUEST_METHOD") == "FROB")
            #expect(value("PATH_INFO") == "/caf\u{C3}\u{A9}/a+b/c%2F//d")
            #expect(value("SERVER_PROTOCOL") == "HTTP/1.0")
            #expect(value("SERVER_PORT") == "80")
        }
    }

    @Test func fields() {
        environ(
            "GET / HTTP/1.1\r\nHost: [::1]:99\r\nCookie: a=1\r\nX-A: 1\r\nCookie: b=2\r\nx-a: 2\r\nX_A: 3\r\nProxy: evil\r\n"
                + "Content-Type: text/plain\r\nContent-Length: 5\r\n\r\n"
        ) { value in
            #expect(value("HTTP_COOKIE") == "a=1; b=2")
            #expect(value("HTTP_X_A") == "1,2")
            #expect(value("HTTP_PROXY") == nil)
            #expect(value("CONTENT_TYPE") == "text/plain")
            #expect(value("CONTENT_LENGTH") == "5")
            #expect(value("HTTP_CONTENT_TYPE") == nil)
            #expect(value("HTTP_CONTENT_LENGTH") == nil)
            #expect(value("SERVER_NAME") == "::1")
            #expect(value("SERVER_PORT") == "99")
        }
    }

    @Test func chunkedBodiesHaveNoCodingLeft() {
        environ("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n") { value in
            #expect(value("HTTP_TRANSFER_ENCODING") == nil)
            #expect(value("CONTENT_LENGTH") == nil)
        }
    }

    @Test func absoluteTarget() {
        environ("GET http://other.example:81/x?y HTTP/1.1\r\nHost: other.example:81\r\n\r\n") { value in
            #expect(value("PATH_INFO") == "/x")
            #expect(value("QUERY_STRING") == "y")
            #expect(value("HTTP_HOST") == "other.example:81")
            #expect(value("SERVER_NAME") == "other.example")
            #expect(value("SERVER_PORT") == "81")
        }
    }

    @Test func mounted() {
        environ("GET /app/x HTTP/1.1\r\nHost: x\r\n\r\n", mount: "/app") { value in
            #expect(value("SCRIPT_NAME") == "/app")
            #expect(value("PATH_INFO") == "/x")
        }
        environ("GET /application HTTP/1.1\r\nHost: x\r\n\r\n", mount: "/app") { value in
            #expect(value("PATH_INFO") == "/application")
        }
    }

    /// What an app does to its environ must not show in the next one's.
    @Test func appsCannotSpoilTheCache() {
        EmbeddedPython.attached { (python: inout Python) throws(PythonError) in
            let keys = EnvironKeys(python)
            let prelude = try SharedPrelude(&python, logger: silent)
            let template = ContainerTemplate(
                python, keys: keys, prelude: prelude, scriptName: "", software: "x", isMultithreaded: true,
                isMultiprocess: false)
            var builder = EnvironBuilder(keys: keys)
            for _ in 0..<5 {
                let exchange = HTTPExchange.parsed("GET /a HTTP/1.1\r\nHost: x\r\nX-A: 1\r\n\r\n")
                guard let environ = builder.make(exchange, template) else { continue }
                #expect(Peek.value(environ, "HTTP_X_A") == "1")
                #expect(Peek.value(environ, "PATH_INFO") == "/a")
                PyDict_SetItem(environ, keys.pathInfo, keys.empty)
                PyDict_SetItem(environ, keys.host, keys.empty)
                Py_DecRef(environ)
            }
            builder.release()
        }
    }

    /// No reference is kept for requests that are over.
    @Test func noReferenceIsLost() {
        EmbeddedPython.attached { (python: inout Python) throws(PythonError) in
            let keys = EnvironKeys(python)
            let prelude = try SharedPrelude(&python, logger: silent)
            let template = ContainerTemplate(
                python, keys: keys, prelude: prelude, scriptName: "", software: "x", isMultithreaded: true,
                isMultiprocess: false)
            let sentinels = [prelude.emptyInput, prelude.errors, template.environ]
            let before = try references(sentinels, python)
            for round in 0..<3 {
                var builder = EnvironBuilder(keys: keys)
                for index in 0..<300 {
                    let request =
                        "GET /p%20\(index % 7) HTTP/1.1\r\nHost: h\(index % 90)\r\nX-\(index): \(round)\r\nX-\(index): 2\r\n\r\n"
                    if let environ = builder.make(HTTPExchange.parsed(request), template) { Py_DecRef(environ) }
                    if let environ = builder.make(HTTPExchange.parsed(request), template) { Py_DecRef(environ) }
                }
                builder.release()
            }
            #expect(try references(sentinels, python) == before)
        }
    }

    private func references(_ objects: [PyPointer], _ python: borrowing Python) throws(PythonError) -> [Int] {
        var counts: [Int] = []
        for object in objects { counts.append(try Peek.references(object, python)) }
        return counts
    }
}

extension String {
    /// Foundation's, for literals.
    fileprivate func range(of text: String) -> Range<Index> {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(text) { return start..<index(start, offsetBy: text.count) }
            start = index(after: start)
        }
        return endIndex..<endIndex
    }
}
