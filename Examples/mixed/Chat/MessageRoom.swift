/// A message as the API gives it.
struct Message: Codable, Sendable {
    var id: Int
    var author: String
    var body: String
}

/// The last messages of the chat, and those who wait for the next one.
actor MessageRoom {
    private var messages: [Message] = []
    private var lastID = 0
    private var waiting: [Int: CheckedContinuation<Void, Never>] = [:]
    private var lastWaiter = 0
    private var isClosed = false
    private static let kept = 200

    /// Adds a message and wakes everybody who waits for one.
    func add(_ body: String, by author: String) -> Message {
        lastID += 1
        let message = Message(id: lastID, author: author, body: body)
        messages.append(message)
        if messages.count > Self.kept { messages.removeFirst() }
        wakeAll()
        return message
    }

    /// What came after the message `id`. One that there has not been is from before a restart: then all of them.
    func messages(after id: Int) -> [Message] {
        let id = id > lastID ? 0 : id
        return messages.filter { $0.id > id }
    }

    /// The same, waiting until there is something; nothing when the room closes. Throws `CancellationError` when the task
    /// that waits is cancelled.
    func nextMessages(after id: Int) async throws -> [Message] {
        let id = id > lastID ? 0 : id
        while true {
            let news = messages(after: id)
            if !news.isEmpty || isClosed { return news }
            lastWaiter += 1
            let number = lastWaiter
            await withTaskCancellationHandler {
                await withCheckedContinuation { continuation in
                    if Task.isCancelled { continuation.resume() } else { waiting[number] = continuation }
                }
            } onCancel: {
                Task { await self.giveUp(number) }
            }
            try Task.checkCancellation()
        }
    }

    /// Lets all go who wait, for the server's end.
    func close() {
        isClosed = true
        wakeAll()
    }

    private func wakeAll() {
        for (_, waiter) in waiting { waiter.resume() }
        waiting = [:]
    }

    private func giveUp(_ number: Int) { waiting.removeValue(forKey: number)?.resume() }
}
