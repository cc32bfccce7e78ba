import Crosswind

/// The page.
final class MainHandler: RequestHandler {
    override func get() async throws { write(chatPage(token: xsrfFormHTML())) }
}

/// Takes a message from the page's form.
final class NewMessageHandler: RequestHandler {
    override func post() async throws {
        let body = try argument("body")
        guard !body.isEmpty, body.utf8.count <= 2000 else { throw HTTPError(400, "a message of no or too many bytes") }
        try write(await MessageBuffer.shared.add(body))
    }
}

/// Long polling: answers when there is a message that the page does not have.
final class UpdatesHandler: RequestHandler {
    /// A page that was closed waits no more.
    override class var cancelsOnDisconnect: Bool { true }

    override func get() async throws {
        let after = Int(try argument("after", default: "0")) ?? 0
        try write(try await MessageBuffer.shared.messages(after: after))
    }
}
