import Crosswind

final class MainHandler: RequestHandler {
    override func get() async throws { write("Hello, world") }
}

let application = try Application([.route("/", MainHandler.self)])
let server = HTTPServer(application)
try server.listen(8888)
IOLoop.current.start()
