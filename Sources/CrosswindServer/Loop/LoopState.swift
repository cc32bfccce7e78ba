import CrosswindHTTP
package import NIOCore

/// A queue that takes exchanges in batches: one call for all that a turn of the loop brought.
package protocol ExchangeQueue: AnyObject, Sendable {
    /// On an event loop: `count` exchanges from `first` on, linked by `link`, oldest first. Whether any of them finds others
    /// waiting before it.
    func submit(first: Unmanaged<HTTPExchange>, last: Unmanaged<HTTPExchange>, count: Int) -> Bool
}

/// What the connections of one event loop share: spare exchanges, the clock of their timeouts, the mailbox.
///
/// Everything but the mailbox is confined to the loop, which is what makes it safe to say that it is Sendable.
package final class LoopState: @unchecked Sendable {
    package let eventLoop: any EventLoop
    let ioLoop: IOLoop
    let core: ServerCore
    let mailbox = Mailbox()

    /// Scratch for heads written on this loop.
    var output = OutputBuffer(capacity: 1024)
    /// A callback is adding fields to `output`: it must not answer anything else meanwhile.
    var isWritingHead = false
    let allocator = ByteBufferAllocator()
    let watermark: ChannelOptions.Types.WriteBufferWaterMark
    var common: CommonFields
    private var commonSecond: Int64 = 0

    /// All exchanges of this loop: the one strong reference to each, for as long as the loop's state lives.
    private var exchanges: ContiguousArray<HTTPExchange> = []
    /// Those that are not in use.
    private var spare: ContiguousArray<Unmanaged<HTTPExchange>> = []
    /// What the configuration says, without the way there.
    let takesRuns: Bool
    let keepsTime: Bool
    let health: HealthPaths?
    let healthLengths: HealthPaths.Lengths
    let pipelineDepth: Int
    let coreReference: Unmanaged<ServerCore>
    private(set) var connections: ContiguousArray<HTTPConnection> = []

    /// Counts the turns of the timeouts' clock.
    private(set) var tick: UInt32 = 0
    let tickLength: TimeAmount
    private var clock: RepeatedTask?
    private let keepAliveTicks: UInt32

    /// One for each ``Notice``.
    var throttles = [LogThrottle](repeating: LogThrottle(), count: Notice.allCases.count)

    /// Bytes of `bodyMemory` in use.
    private var charged = 0

    private var queue: (any ExchangeQueue)?
    private var first: Unmanaged<HTTPExchange>?
    private var last: Unmanaged<HTTPExchange>?
    private var count = 0
    private var pace = LoopPace()

    /// Called on the loop when the server has as many connections as it takes.
    var onFull: (@Sendable () -> Void)?
    /// Called on the loop when a connection closed while the server was full.
    var onRoom: (@Sendable () -> Void)?
    /// Called on the loop when its last connection has closed while draining.
    var onEmpty: (() -> Void)?

    private let flush = Task()
    private let collecting = Task()
    let turnEnd: TurnEnd

    /// A closure made once, so that scheduling it allocates nothing of ours.
    private final class Task: @unchecked Sendable {
        var run: @Sendable () -> Void = {}
    }

    init(eventLoop: any EventLoop, core: ServerCore) {
        self.eventLoop = eventLoop
        ioLoop = IOLoop.of(eventLoop)
        turnEnd = TurnEnd(eventLoop)
        self.core = core
        let settings = core.configuration
        let high = settings.writeHighWaterMark
        watermark = ChannelOptions.Types.WriteBufferWaterMark(low: high / 2, high: high)
        takesRuns = core.callback.takesRuns
        keepsTime = settings.log != nil || settings.timesRequests
        health = core.health
        healthLengths = HealthPaths.Lengths(settings)
        pipelineDepth = settings.pipelineDepth
        coreReference = Unmanaged.passUnretained(core)
        let firstBlank = HTTPExchange()
        exchanges = [firstBlank]
        blank = Unmanaged.passUnretained(firstBlank)
        common = CommonFields(serverName: settings.serverName)
        let shortest =
            [
                settings.keepAliveTimeout, settings.headerTimeout, settings.bodyTimeout, settings.writeTimeout,
            ].min() ?? .seconds(4)
        let quarter = TimeAmount.nanoseconds(TimeAmount(shortest).nanoseconds / 4)
        tickLength = max(.milliseconds(20), min(.milliseconds(500), quarter))
        let ticks = TimeAmount(settings.keepAliveTimeout).nanoseconds / tickLength.nanoseconds
        keepAliveTicks = UInt32(clamping: min(ticks, 1 << 30)) &+ 2
        flush.run = { [unowned self] in submitBatch() }
        // Weak: a thread may wake the loop with the last answer of a server that is gone when its turn comes.
        collecting.run = { [weak self] in
            guard let self else { return }
            mailbox.wakingIsOver()
            collect()
        }
    }

    /// The number of the tick by which `timeout` from now is over.
    func deadline(_ timeout: Duration) -> UInt32 {
        // Ticks are compared round the clock, so that half of it is the most that can lie ahead; a quarter is 17 years.
        let ticks = min((TimeAmount(timeout).nanoseconds - 1) / tickLength.nanoseconds + 1, 1 << 30)
        return tick &+ UInt32(max(1, ticks)) &+ 1
    }

    /// The tick by which an idle connection has waited too long; the same for all that become idle in one tick.
    func keepAliveDeadline() -> UInt32 { tick &+ keepAliveTicks }

    /// Ticks since a connection became idle whose wait ends at `deadline`.
    func idleTicks(until deadline: UInt32) -> UInt32 { tick &+ keepAliveTicks &- deadline }

    // MARK: connections

    private var lastLocal: (socket: SocketAddress, text: PeerAddress)?

    /// A connection's own end as text, which is the last one's nearly always.
    func localAddress(_ socket: SocketAddress?) -> PeerAddress {
        guard let socket else { return .unix }
        if let lastLocal, lastLocal.socket == socket { return lastLocal.text }
        let text = PeerAddress(socket)
        lastLocal = (socket, text)
        return text
    }

    func add(_ connection: HTTPConnection) {
        connection.index = connections.count
        connections.append(connection)
        if !core.opened() {
            core.configuration.happened?(.acceptingPaused)
            onFull?()
            say(.full, ["connections": "\(core.connectionCount)"])
        }
        if clock == nil {
            clock = eventLoop.scheduleRepeatedTask(initialDelay: tickLength, delay: tickLength) { [unowned self] _ in
                turn()
            }
        }
    }

    func remove(_ connection: HTTPConnection) {
        guard connection.index >= 0 else { return }
        let moved = connections.removeLast()
        if moved !== connection {
            connections[connection.index] = moved
            moved.index = connection.index
        }
        connection.index = -1
        if core.closed() { onRoom?() }
        if connections.isEmpty {
            clock?.cancel()
            clock = nil
            pace.calm()
            onEmpty?()
        }
    }

    /// One tick of the timeouts' clock.
    private func turn() {
        tick &+= 1
        pace.tick()
        collect()
        // Backwards, as a connection that closes is replaced by the last one.
        var index = connections.count - 1
        while index >= 0 {
            if index < connections.count { connections[index].tick(tick) }
            index -= 1
        }
    }

    /// Connections whose channel is gone while a request of theirs is still with a thread.
    private var orphans: [ObjectIdentifier: HTTPConnection] = [:]

    func keep(_ connection: HTTPConnection) { orphans[ObjectIdentifier(connection)] = connection }

    func letGo(_ connection: HTTPConnection) { orphans[ObjectIdentifier(connection)] = nil }

    /// For what connections without a channel read.
    private var readBuffer: ByteBuffer?
    private static let readSize = 16 * 1024

    func borrowReadBuffer() -> ByteBuffer {
        guard var buffer = readBuffer.take() else { return allocator.buffer(capacity: Self.readSize) }
        buffer.clear()
        return buffer
    }

    func returnReadBuffer(_ buffer: ByteBuffer) { readBuffer = buffer }

    // MARK: draining

    /// Closes what is idle and waits for the rest; cuts what is left after `patience` and says how many that were.
    func drain(within patience: TimeAmount, _ gone: EventLoopPromise<Int>) {
        collect()
        // Over a copy: a connection that closes leaves the list.
        for connection in connections { connection.drain() }
        guard !connections.isEmpty else { return gone.succeed(0) }
        let cut = NIOLoopBoundBox(0, eventLoop: eventLoop)
        let deadline = eventLoop.scheduleTask(in: patience) { [self] in
            cut.value = connections.count
            cutAll()
            // A thread that is stuck in its app keeps only its own exchange; the connections are gone now.
            if !connections.isEmpty { eventLoop.execute { self.onEmpty?() } }
        }
        // Whoever else stops the server at the same time waits for the same.
        let others = onEmpty
        onEmpty = { [unowned self] in
            onEmpty = nil
            deadline.cancel()
            gone.succeed(cut.value)
            others?()
        }
    }

    /// Cuts every connection.
    func cutAll() {
        for connection in connections { connection.cut() }
    }

    // MARK: exchanges

    /// The exchange whose head the next request is parsed into.
    private var blank: Unmanaged<HTTPExchange>

    var blankHead: RequestHead { blank._withUnsafeGuaranteedRef { $0.head } }

    /// The blank, now somebody's; another takes its place.
    func takeBlank() -> Unmanaged<HTTPExchange> {
        let taken = blank
        blank = spare.popLast() ?? makeExchange()
        return taken
    }

    private func makeExchange() -> Unmanaged<HTTPExchange> {
        let exchange = HTTPExchange()
        exchanges.append(exchange)
        return Unmanaged.passUnretained(exchange)
    }

    /// Makes room for a body of `count` bytes in the memory that long bodies share; false when there is none.
    func charge(_ exchange: HTTPExchange, _ count: Int) -> Bool {
        let settings = core.configuration
        if count <= exchange.bodyCharge { return true }
        // In steps, so that a body that grows piece by piece is not accounted for each.
        let wanted = min((count + 0x3FFFF) & ~0x3FFFF, settings.spoolThreshold * 8)
        guard count <= wanted, charged + wanted - exchange.bodyCharge <= settings.bodyMemory / settings.loops else {
            return false
        }
        charged += wanted - exchange.bodyCharge
        exchange.bodyCharge = wanted
        return true
    }

    /// The body has gone, or gone elsewhere.
    func discharge(_ exchange: HTTPExchange) {
        charged -= exchange.bodyCharge
        exchange.bodyCharge = 0
    }

    /// Exchanges that are over.
    private(set) var answeredCount = 0

    func giveBack(_ exchange: HTTPExchange) {
        answeredCount &+= 1
        if exchange.bodyCharge != 0 { discharge(exchange) }
        exchange.recycle()
        // Never back to the heap: the thread that posted it may still be about to look at its wish for a notice, and
        // whoever answered on the loop is still inside one of its methods. Their number is that of the requests that
        // were once in progress together.
        spare.append(Unmanaged.passUnretained(exchange))
    }

    /// Any thread: have the loop collect finished exchanges soon.
    func wake() {
        if mailbox.shouldWake() { eventLoop.execute(collecting.run) }
    }

    /// On the loop: take back the exchanges that other threads have finished.
    func collect() {
        var link = mailbox.takeAll()
        while let pointer = UnsafeRawPointer(bitPattern: link) {
            Unmanaged<HTTPExchange>.fromOpaque(pointer)._withUnsafeGuaranteedRef { exchange in
                link = exchange.link
                exchange.connectionReference.unsafelyUnwrapped._withUnsafeGuaranteedRef { $0.completed(exchange) }
            }
        }
    }

    /// On the loop: hands `exchange` to `queue` at the end of this turn, together with all others of the turn.
    package func submit(_ exchange: HTTPExchange, to queue: any ExchangeQueue) {
        if count > 0, queue !== self.queue { submitBatch() }
        exchange.link = 0
        if count == 0 {
            self.queue = queue
            first = Unmanaged.passUnretained(exchange)
            eventLoop.execute(flush.run)
        } else {
            last?._withUnsafeGuaranteedRef {
                $0.link = UInt(bitPattern: Unmanaged.passUnretained(exchange).toOpaque())
            }
        }
        last = Unmanaged.passUnretained(exchange)
        count += 1
    }

    private func submitBatch() {
        guard let first, let last, let queue else { return }
        let count = count
        self.first = nil
        self.last = nil
        self.queue = nil
        self.count = 0
        pace.submitted(crowded: queue.submit(first: first, last: last, count: count))
    }

    // MARK: the common fields

    /// `Date` and `Server` for a head written now.
    func refreshCommon() {
        let now = wallClockSeconds()
        if now != commonSecond {
            commonSecond = now
            common.update(unixTime: now)
        }
    }
}
