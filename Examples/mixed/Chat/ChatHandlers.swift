import Crosswind

/// What is said in the chat, and who may say it.
class RoomHandler: SiteHandler {
    /// Set by the route.
    final var room: MessageRoom?

    /// Adds what somebody who is logged in says.
    final func say(_ body: String) async throws -> Message {
        let user: SiteUser = try authenticated()
        guard let room, !body.isEmpty, body.utf8.count <= 2000 else {
            throw HTTPError(400, "a message of no or too many bytes")
        }
        return await room.add(body, by: user.name)
    }
}

/// The chat as a page, which works without scripts: a form that Django could have made.
final class ChatHandler: RoomHandler {
    override func get() async throws {
        let messages = await room?.messages(after: 0) ?? []
        try render("chat.html", ["messages": messages, "last": messages.last?.id ?? 0])
    }

    override func post() async throws {
        _ = try await say(try argument("body"))
        redirect("/chat", status: 303)
    }
}

/// The chat as a JSON API: `GET /api/messages?after=7`, with `&wait=1` when there is something; POST `{"body": "…"}`.
final class MessagesHandler: RoomHandler {
    private struct NewMessage: Decodable { var body: String }

    /// A page that was closed waits no more.
    override class var cancelsOnDisconnect: Bool { true }

    override func get() async throws {
        guard let room else { return }
        guard let after = Int(try argument("after", default: "0")) else { throw HTTPError(400, "after is no number") }
        let waits = try argument("wait", default: "") == "1"
        setHeader("Cache-Control", "no-store")
        try write(waits ? try await room.nextMessages(after: after) : await room.messages(after: after))
    }

    override func post() async throws {
        let message: NewMessage = try jsonBody()
        let said = try await say(message.body)
        setStatus(201)
        try write(said)
    }
}
