/// A message as the browser sees it.
struct Message: Codable, Sendable {
    var id: Int
    var body: String
}

/// The last messages, and those who wait for the next one.
actor MessageBuffer {
    /// The one chat room there is.
    static let shared = MessageBuffer()

    private var messages: [Message] = []
    private var lastID = 0
    private var waiting: [Int: CheckedContinuation<Void, Never>] = [:]
    private var lastWaiter = 0
    private static let kept = 200

    /// Adds a message and wakes everybody who waits for one.
    func add(_ body: String) -> Message {
        lastID += 1
        let message = Message(id: lastID, body: body)
        messages.append(message)
        if messages.count > Self.kept { messages.removeFirst() }
        for (_, waiter) in waiting { waiter.resume() }
        waiting = [:]
        return message
    }

    /// What came after the message `id`; waits until there is something. An `id` that there has not been is from before a
    /// restart, and the page has none of these. Throws `CancellationError` when the task that waits is cancelled.
    func messages(after id: Int) async throws -> [Message] {
        let id = id > lastID ? 0 : id
        while true {
            let news = messages.filter { $0.id > id }
            if !news.isEmpty { return news }
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

    private func giveUp(_ number: Int) { waiting.removeValue(forKey: number)?.resume() }
}
