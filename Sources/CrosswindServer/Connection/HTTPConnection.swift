import CrosswindHTTP
import Logging
package import NIOCore

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// One client connection: what has been read, which request is being received, which is being answered.
///
/// Confined to its event loop, save that a thread which answers an exchange reads ``loop``, ``peer`` and ``local``,
/// which don't change while an exchange is out. Requests are answered strictly in order, one at a time (or one run of
/// pipelined safe requests at a time), and nothing is parsed beyond that, so that what a client can make the server
/// hold is `readAhead` bytes and one request.
///
/// The parts: the PROXY protocol in `HTTPConnection+Proxy`, receiving in `+Receive`, answering in `+Answer`, writing in
/// `+Write`, the ends of a connection in `+Close`.
package final class HTTPConnection: ChannelInboundHandler {
    package typealias InboundIn = ByteBuffer
    package typealias OutboundOut = IOData

    /// What the connection waits for; decides which timeout runs.
    enum Phase: UInt8 {
        /// The header of the PROXY protocol, or the rest of it.
        case proxyHeader
        /// The first byte of a request.
        case idle
        /// The rest of a head.
        case head
        /// More of a body.
        case body
        /// The answer, from the callback.
        case running
        /// The client, to take what the socket didn't.
        case flushing
        /// The client, to read the last response and close.
        case lingering
        /// Nothing any more.
        case closed
    }

    let loop: LoopState
    /// The channel's, while it carries the connection.
    private(set) var context: ChannelHandlerContext?
    /// What stands for the channel until then (`HTTPConnection+Early`).
    var footing = Footing.channel
    /// A thread answers on ``ownDescriptor`` itself.
    var isLentEarly = false
    package internal(set) var peer: PeerAddress = .unix
    package internal(set) var local: PeerAddress = .unix

    var phase = Phase.idle
    /// The tick at which `phase` has lasted too long; 0 for never.
    var deadline: UInt32 = 0
    /// Place among the loop's connections, -1 when it isn't one of them.
    var index = -1

    var parser = RequestParser()
    /// Bytes read and not yet looked at.
    var input = ByteBuffer()
    /// The exchange whose body is being received.
    var receiving: HTTPExchange?
    /// The exchange (or the first of a run) that the callback has.
    var running: HTTPExchange? { runningReference?._withUnsafeGuaranteedRef { $0 } }
    /// Not counted: the loop owns its exchanges.
    var runningReference: Unmanaged<HTTPExchange>?
    /// The rest of a run that is answered up to a file which is still being sent.
    var laterReference: Unmanaged<HTTPExchange>?
    /// A request that ended a run, to be taken up when the run is answered.
    var held: HTTPExchange?
    /// A protocol error behind requests that must be answered first.
    var failure: HTTPParseError?

    var gatherFirst: Unmanaged<HTTPExchange>?
    var gatherLast: Unmanaged<HTTPExchange>?
    var gatherCount = 0

    /// The client has closed its side.
    var peerClosed = false
    /// The last request of this connection has been received whole.
    var isLast = false
    /// The request that is being received is the connection's last.
    var isLastAfter = false
    /// The callback reads its streamed body more slowly than it comes.
    var bodyIsFull = false
    /// What the peer says of whom it speaks for counts.
    var isProxied = false
    /// What the PROXY protocol's header said of that; nil when nothing.
    var proxiedTLS: Bool?
    /// No request has come yet.
    var isFresh = true
    /// Inside `consume`, which goes on by itself when an answer is given at once.
    var isConsuming = false
    /// Bytes that `consume` has not looked at, while a callback runs inside it.
    var remaining = 0
    /// Reading was stopped because enough is waiting.
    var isPaused = false
    /// The rest of a body that nobody wants is being read, so that the connection can carry the next request.
    var isDiscarding = false
    /// Bytes thrown away while lingering or discarding.
    var discarded = 0
    /// The native response that waits for the socket to take more.
    var blockedNative: HTTPExchange?

    /// The file that a response ends with, while the socket takes it.
    var transfer: FileTransfer?
    /// The response's body ends with the connection, so that only a reset tells a part of it from the whole.
    var endsByClosing = false

    /// The channel was given bytes since it was last seen without any.
    var mayHold = false
    /// The socket's descriptor, valid while the channel is active, which only the loop ends; nil where there is none.
    var ownDescriptor: Int32?
    /// A duplicate of the socket's descriptor for answering threads, -1 until one is needed.
    var duplicate: Int32 = -1

    init(loop: LoopState) { self.loop = loop }

    deinit {
        if duplicate >= 0 { close(duplicate) }
        if isEarly { releaseEarly() }
    }

    /// Bytes may be parsed: a body is being received, or nobody is answering and nothing forbids a next request.
    var canParse: Bool {
        guard held == nil, failure == nil, !isLast else { return false }
        if receiving != nil || isDiscarding { return phase == .body }
        return runningReference == nil && (phase == .idle || phase == .head)
    }

    // MARK: the channel's life

    package func handlerAdded(context: ChannelHandlerContext) { self.context = context }

    /// The context holds its handler: without this the two would keep each other for ever.
    package func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        // A channel that never became active ends without a word.
        if phase != .closed { disconnected() }
    }

    package func channelActive(context: ChannelHandlerContext) {
        footing = .channel
        // It began before the channel carried it.
        guard index < 0, phase != .closed else { return }
        peer = PeerAddress(context.channel.remoteAddress)
        local = loop.localAddress(context.channel.localAddress)
        begin()
    }

    /// The connection is there, and between whom is known.
    func begin() {
        loop.add(self)
        deadline = loop.deadline(loop.core.configuration.headerTimeout)
        if let proxies = loop.core.configuration.proxyProtocol { return awaitProxyHeader(of: proxies) }
        isProxied = isBelieved(peer)
    }

    package func channelInactive(context: ChannelHandlerContext) { disconnected() }

    package func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var buffer = unwrapInboundIn(data)
        receive(&buffer)
    }

    /// The pipeline ends here, so nobody else waits for the end of a read. Asks for the next one where SwiftNIO would through
    /// the whole pipeline (`autoRead`), which took a fifth of its instructions for a request.
    package func channelReadComplete(context: ChannelHandlerContext) {
        if !isPaused, phase != .closed { context.channel._channelCore.read0() }
    }

    package func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if let event = event as? ChannelEvent, event == .inputClosed {
            inputClosed()
        } else {
            context.fireUserInboundEventTriggered(event)
        }
    }

    package func channelWritabilityChanged(context: ChannelHandlerContext) {
        if context.channel.isWritable, let exchange = blockedNative {
            blockedNative = nil
            if phase == .running { deadline = 0 }
            exchange.native?.writable()
        }
    }

    package func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // Resets and timeouts of the transport: the client's doing, and the channel closes by itself or now.
        loop.core.configuration.logger.debug(
            "connection failed",
            metadata: ["error": "\(error)", "peer": "\(String(decoding: peer.address, as: UTF8.self))"])
        if case .registering = footing { footing = .channel }
        context.close(promise: nil)
    }

    // MARK: timeouts

    /// One tick of the clock of timeouts.
    func tick(_ now: UInt32) {
        if isLentEarly { lookEarly() }
        guard deadline != 0, Int32(bitPattern: now &- deadline) >= 0 else { return }
        switch phase {
        case .proxyHeader:
            refuseProxy("no PROXY protocol header in time")
        case .idle, .lingering, .closed:
            closeNow()
        case .head, .body:
            loop.core.configuration.happened?(.timedOut(phase == .head ? .head : .body))
            refuse(408, "timed out", timedOut: true)
        case .running:
            if blockedNative != nil { checkStall() } else { deadline = 0 }
        case .flushing:
            checkStall()
        }
    }

    /// The write timeout is about a stall: a client that takes a byte now and then is slow, not gone.
    private func checkStall() {
        let waiting = unsentBytes + untakenBytes
        guard waiting < pendingBytes else {
            loop.core.configuration.happened?(.timedOut(.write))
            loop.say(.stalled, ["peer": "\(peer)"])
            return cut()
        }
        pendingBytes = waiting
        deadline = loop.deadline(loop.core.configuration.writeTimeout)
    }

    /// A native callback waits for the client to take something.
    func blocked(_ exchange: HTTPExchange) {
        blockedNative = exchange
        guard phase == .running else { return }
        pendingBytes = unsentBytes + untakenBytes
        deadline = loop.deadline(loop.core.configuration.writeTimeout)
    }

    /// Bytes of the response that the client hadn't taken when the current write stall began: in the channel, in the kernel.
    var pendingBytes = 0

    func enter(_ phase: Phase) {
        self.phase = phase
        let settings = loop.core.configuration
        switch phase {
        case .proxyHeader: break
        case .idle: deadline = loop.keepAliveDeadline()
        case .head where isFresh: break  // It runs since the connection began.
        case .head: deadline = loop.deadline(settings.headerTimeout)
        case .body: deadline = loop.deadline(settings.bodyTimeout)
        case .running, .closed: deadline = 0
        case .flushing: deadline = loop.deadline(settings.writeTimeout)
        case .lingering: deadline = loop.deadline(.seconds(2))
        }
    }
}
