// What `scripts/bench-native` measures: `native-bench bare|callback|application PORT [FILES]`.
import Crosswind
import CrosswindServer

final class HelloHandler: RequestHandler {
    override func get() async throws { write("Hello, world") }
}

/// Suspends once and goes on on the loop.
final class AwaitHandler: RequestHandler {
    override func get() async throws {
        await Task.yield()
        write("Hello, world")
    }
}

final class JSONHandler: RequestHandler {
    struct Item: Encodable {
        let id: Int
        let name: String
        let price: Double
        let tags: [String]
    }
    static let items = (0..<10).map { Item(id: $0, name: "item \($0)", price: 9.5, tags: ["a", "b"]) }
    override func get() async throws { try write(Self.items) }
}

final class ItemHandler: RequestHandler {
    override func get() async throws { write(pathArguments["id"] ?? "") }
}

let arguments = CommandLine.arguments
guard arguments.count >= 3, let port = Int(arguments[2]) else {
    fatalError("native-bench bare|callback|application PORT [FILES]")
}
switch arguments[1] {
case "bare": try BareChannel.serve(port: port)
case "callback":
    let server = HTTPServer {
        $0.respond(status: 200, fields: [("Content-Type", "text/html; charset=UTF-8")], body: "Hello, world")
    }
    try server.listen(port)
    IOLoop.current.start()
default:
    var routes: [Route] = [
        .route("/", HelloHandler.self), .route("/await", AwaitHandler.self), .route("/json", JSONHandler.self),
    ]
    for number in 0..<1000 { routes.append(.route("/section\(number)/(?<id>[0-9]+)/edit", ItemHandler.self)) }
    if arguments.count > 3 { routes.append(.static("/static/", directory: arguments[3])) }
    let server = HTTPServer(try Application(routes))
    try server.listen(port)
    IOLoop.current.start()
}
