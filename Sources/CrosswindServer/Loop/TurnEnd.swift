import NIOCore

/// What a loop does with connections that have no channel when its turn is over (`HTTPConnection+Early`). Confined to the loop,
/// hence unchecked.
final class TurnEnd: @unchecked Sendable {
    private let eventLoop: any EventLoop
    private var ended: ContiguousArray<HTTPConnection> = []
    private var uncarried: ContiguousArray<HTTPConnection> = []
    private var isComing = false

    init(_ eventLoop: any EventLoop) { self.eventLoop = eventLoop }

    /// A channel would hold its connection until then: whoever ends one is mostly inside of it.
    func keep(_ connection: HTTPConnection) {
        ended.append(connection)
        come()
    }

    /// Gives the connection its channel, behind requests that the turn has brought: their threads need not wait for it.
    func carry(_ connection: HTTPConnection) {
        uncarried.append(connection)
        come()
    }

    private func come() {
        guard !isComing else { return }
        isComing = true
        eventLoop.execute { self.turnEnds() }
    }

    private func turnEnds() {
        isComing = false
        let connections = uncarried
        uncarried.removeAll(keepingCapacity: true)
        for connection in connections where connection.isEarly && connection.phase != .closed {
            // It may have had its last request meanwhile.
            if !connection.isLentEarly { connection.carry() }
        }
        ended.removeAll(keepingCapacity: true)
    }
}
