import CrosswindHTTP
import NIOCore

/// Whom a connection is from, when a proxy says so before the first request (``ServerConfiguration/proxyProtocol``).
extension HTTPConnection {
    /// Whether what `peer` says in a request's fields counts.
    func isBelieved(_ peer: PeerAddress) -> Bool {
        guard let resolver = loop.core.configuration.forwarding, let listed = peer.listed else { return false }
        return resolver.concerns(listed)
    }

    /// The connection is new.
    func awaitProxyHeader(of settings: ProxyProtocol) {
        // A proxy's probe mostly, which has reset its connection before anybody could ask for its address.
        if peer.address.isEmpty, !peer.isUnix { return closeNow() }
        guard let listed = peer.listed, settings.peers.trusts(listed) else {
            return refuseProxy("the peer is not one of the proxies whose PROXY protocol counts")
        }
        phase = .proxyHeader
    }

    /// More bytes have come, and wait in `input`.
    func readProxyHeader() {
        let versions = loop.core.configuration.proxyProtocol?.versions ?? .either
        let result = input.withUnsafeReadableBytes { bytes in
            Result { () throws(ProxyHeaderError) in try ProxyHeader.parse(bytes, versions: versions) }
        }
        switch result {
        case .success(nil): break
        case .success(let (header, length)?):
            input.moveReaderIndex(forwardBy: length)
            if input.readableBytes == 0 { input = ByteBuffer() }
            take(header)
            // The timeout of the head goes on: it runs since the connection began.
            phase = .idle
            consumeInput()
        case .failure(let error): refuseProxy(error.reason)
        }
    }

    private func take(_ header: ProxyHeader) {
        proxiedTLS = header.isSecure
        switch header.client {
        case .proxy: isProxied = isBelieved(peer)
        // Nobody knows whose fields these are.
        case .unknown: isProxied = false
        case .unix:
            peer = .unix
            // On the proxy's machine, not on this one, which is what a trusted UNIX peer means.
            isProxied = loop.core.configuration.forwarding?.proxies.everyPeer ?? false
        case .network(let source, let destination):
            peer = PeerAddress(source)
            local = PeerAddress(destination)
            isProxied = isBelieved(peer)
        }
    }

    /// The client closed its side before the header was whole; one that sent nothing was only looking.
    func proxyHeaderEnds() {
        if input.readableBytes > 0 { return refuseProxy("end within the PROXY protocol header") }
        closeNow()
    }

    /// Closes, with a line in the log: most likely it is a proxy whose configuration doesn't match.
    func refuseProxy(_ why: StaticString) {
        loop.say(.proxyHeader, ["reason": "\(why)", "peer": "\(peer)"])
        closeNow()
    }
}
