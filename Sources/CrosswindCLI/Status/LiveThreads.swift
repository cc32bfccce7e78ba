import CrosswindStatus
import CrosswindThreads
import CrosswindWSGI
import NIOCore

/// What the Python threads of this process do, with their stacks as far as the GIL is to be had in time.
struct LiveThreads: Sendable {
    private let reader: StackReader
    private let loop: any EventLoop

    init(_ reader: StackReader, on loop: any EventLoop) {
        self.reader = reader
        self.loop = loop
    }

    /// On the loop. Calls `done` there, once.
    func report(within patience: Duration, _ done: @escaping @Sendable (LiveReport) -> Void) {
        let isOver = NIOLoopBoundBox(false, eventLoop: loop)
        let deadline = loop.scheduleTask(in: TimeAmount(patience)) { [reader] in
            isOver.value = true
            done(LiveReport(threads: Self.threads([:]), gilHeldFor: reader.waitingFor))
        }
        reader.read { [loop] stacks in
            loop.execute {
                guard !isOver.value else { return }
                deadline.cancel()
                done(LiveReport(threads: Self.threads(stacks)))
            }
        }
    }

    private static func threads(_ stacks: StackReader.Stacks) -> [LiveReport.Thread] {
        let now = Monitor.now
        return WSGIContainer.workerThreads.map { thread in
            LiveReport.Thread(
                nativeID: thread.nativeIdentifier, name: "crosswind-py-\(thread.index)",
                request: thread.request.map {
                    LiveReport.Request(
                        age: now &- min($0.since, now), method: $0.method,
                        target: HiddenQuery.hidden(in: $0.target), client: $0.client)
                }, stack: stacks[thread.identifier])
        }
    }
}
