import Crosswind
import NIOCore

// The twin of Tests/Python/apps/tornado_twin.py: the same handlers, name by name, so that both can be asked the same.

/// What every method shares.
class Answering: RequestHandler {
    func answer() async throws {}
    override func get() async throws { try await answer() }
    override func head() async throws { try await answer() }
    override func post() async throws { try await answer() }
    override func put() async throws { try await answer() }
    override func delete() async throws { try await answer() }
    override func patch() async throws { try await answer() }
    override func options() async throws { try await answer() }
}

final class HelloHandler: RequestHandler {
    override func get() async throws { write("Hello, world") }
}

final class EchoHandler: Answering {
    override func answer() async throws {
        write("\(request.method) \(request.path) \(request.query) \(request.version) \(request.host)")
    }
}

final class ArgumentsHandler: Answering {
    override func answer() async throws {
        let strip = try queryArgument("strip", default: "1") == "1"
        for name in ["a", "b"] {
            let all = try arguments(name, strip: strip).joined(separator: "|")
            let query = try queryArguments(name, strip: strip).joined(separator: "|")
            let body = try bodyArguments(name, strip: strip).joined(separator: "|")
            write("\(name): [\(try argument(name, default: "-", strip: strip))] [\(all)] [\(query)] [\(body)]\n")
        }
    }
}

final class NeedHandler: Answering {
    override func answer() async throws { write(try argument("need")) }
}

final class PathHandler: RequestHandler {
    override func get() async throws { write(pathArguments.map { $0 ?? "None" }.joined(separator: "|")) }
}

final class NamedHandler: RequestHandler {
    override func get() async throws {
        write("\(pathArguments["x"] ?? "None")|\(pathArguments["y"] ?? "None")")
    }
}

final class StatusHandler: Answering {
    override func answer() async throws {
        let status: Int = try pathArgument(0)
        setStatus(status, reason: try queryArguments("reason", strip: false).last)
        if let body = try queryArguments("body").last { write(body) }
    }
}

final class ErrorHandler: Answering {
    override func answer() async throws {
        let status: Int = try pathArgument(0)
        write("dropped")
        setHeader("X-Dropped", "1")
        setCookie("kept", "1")
        throw HTTPError(status, reason: try queryArguments("reason", strip: false).last)
    }
}

final class SendErrorHandler: RequestHandler {
    override func get() async throws { sendError(410) }
}

final class RaiseHandler: Answering {
    struct Odd: Error {}
    override func answer() async throws { throw Odd() }
}

final class FinishHandler: RequestHandler {
    override func get() async throws {
        setStatus(201)
        write("so far")
        throw Finish()
    }
}

final class RedirectingHandler: Answering {
    override func answer() async throws {
        let permanent = try queryArgument("permanent", default: "") == "1"
        redirect(
            try queryArgument("to", strip: false), permanent: permanent,
            status: Int(try queryArgument("status", default: "")))
    }
}

final class HeadersHandler: RequestHandler {
    override func setDefaultHeaders() { setHeader("X-Default", "1") }
    override func get() async throws {
        setHeader("X-Set", "1")
        setHeader("X-Set", "2")
        addHeader("X-Add", "1")
        addHeader("X-Add", "2")
        setHeader("X-Gone", "1")
        clearHeader("X-Gone")
        setHeader("Content-Type", "text/plain")
        if let value = try queryArguments("value", strip: false).last { setHeader("X-Value", value) }
        if try queryArgument("clear", default: "") == "1" { clear() }
        write("x")
    }
}

final class CookiesHandler: RequestHandler {
    override func get() async throws {
        switch try queryArgument("kind") {
        case "plain": setCookie("a", "1")
        case "twice":
            setCookie("a", "1")
            setCookie("a", "2")
        case "attributes":
            setCookie(
                "a", "1",
                CookieAttributes(
                    domain: "example.com", path: "/x", maxAge: 60, secure: true, httpOnly: true, sameSite: .lax))
        case "quoted": setCookie("a", "x y,\"z\";")
        case "clear": clearCookie("a")
        case "clear-all": clearAllCookies()
        case "days": setCookie("a", "1", CookieAttributes(expiresDays: 3))
        default: setCookie("a", try queryArgument("value", strip: false))
        }
    }
}

final class ReadCookieHandler: RequestHandler {
    override func get() async throws {
        write("\(cookie("a") ?? "None")|\(cookie("b") ?? "None")|\(cookies.keys.sorted().joined(separator: ","))")
    }
}

final class SignedHandler: RequestHandler {
    override func get() async throws { write(try signedCookie("a") ?? "None") }
}

final class ETagHandler: Answering {
    override func answer() async throws {
        if let tag = try queryArguments("tag").last { setHeader("ETag", tag) }
        write(try queryArgument("body", default: "tagged"))
    }
    override func computeETag() -> String? { request.query.contains("none") ? nil : super.computeETag() }
}

final class FormHandler: RequestHandler {
    override func post() async throws {
        let parsed = try request.bodyArguments()
        for name in parsed.names.sorted() {
            write("\(name)=\(try bodyArguments(name).joined(separator: "|"))\n")
        }
        for (name, files) in try request.files().sorted(by: { $0.key < $1.key }) {
            for file in files {
                write("\(name): \(file.filename) \(file.contentType) \(String(buffer: file.body))\n")
            }
        }
    }
}

final class BodyHandler: Answering {
    override func answer() async throws { write(try request.body()) }
}

final class StreamHandler: Answering {
    override func answer() async throws {
        write("one")
        try await flush()
        write("two")
    }
}

final class PrivateHandler: Answering {
    override func getCurrentUser() -> (any Sendable)? { cookie("user") }
    override func answer() async throws {
        let user: String = try authenticated()
        write("hello \(user)")
    }
}

final class OwnErrorsHandler: RequestHandler {
    override func get() async throws { throw HTTPError(404) }
    override func writeError(_ status: Int, _ error: (any Error)?) {
        setHeader("X-Error", "\(status)")
        write("own \(status)")
    }
}

final class PreparedHandler: Answering {
    override func prepare() async throws {
        if try queryArgument("finish", default: "") == "1" {
            write("prepared")
            finish()
        }
        if try queryArgument("throw", default: "") == "1" { throw HTTPError(403) }
    }
    override func answer() async throws { write("method") }
}

final class TokenHandler: Answering {
    override func answer() async throws { write(request.method == "GET" ? "token" : "accepted") }
}

final class LengthHandler: RequestHandler {
    override func get() async throws {
        setHeader("Content-Length", try queryArgument("length"))
        write("four")
    }
}
