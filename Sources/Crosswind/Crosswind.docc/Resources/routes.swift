import Crosswind

final class MainHandler: RequestHandler {
    override func get() async throws { write("Hello, world") }
}

struct Item: Encodable {
    var id: Int
    var next: String
}

final class ItemHandler: RequestHandler {
    override func get() async throws {
        let id: Int = try pathArgument("id")
        guard id < 1000 else { throw HTTPError(404) }
        try write(Item(id: id, next: reverseURL("item", id + 1)))
    }
}

let application = try Application([
    .route("/", MainHandler.self),
    .route("/item/(?<id>[0-9]+)", ItemHandler.self, name: "item"),
])
try application.listen(8888)
IOLoop.current.start()
