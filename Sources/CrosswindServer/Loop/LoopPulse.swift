import NIOCore
import Synchronization

/// Whether the event loops of a server turn: each is given a task, and has come to it or not.
package final class LoopPulse: Sendable {
    /// One loop's side.
    private final class Beat: Sendable {
        let loop: LoopState
        let isOut = Atomic<Bool>(false)
        let answered = Atomic<Int>(0)

        init(_ loop: LoopState) { self.loop = loop }
    }

    private let beats: [Beat]

    init(_ loops: [LoopState]) { beats = loops.map { Beat($0) } }

    /// From one thread at a time: true when every loop has done what the last call gave it; then they have something to do
    /// anew. False while one hasn't: it is stuck, or was not asked long ago.
    package func beat() -> Bool {
        guard !beats.contains(where: { $0.isOut.load(ordering: .acquiring) }) else { return false }
        for beat in beats {
            beat.isOut.store(true, ordering: .relaxed)
            beat.loop.eventLoop.execute {
                beat.answered.store(beat.loop.answeredCount, ordering: .relaxed)
                beat.isOut.store(false, ordering: .releasing)
            }
        }
        return true
    }

    /// Requests that were answered by the time of the last beat.
    package var answered: Int { beats.reduce(0) { $0 + $1.answered.load(ordering: .relaxed) } }
}
