extension ForwardedResolver {
    /// Reads the `X-Forwarded-…` family, of which the fields in `present` are there and count.
    func resolveXForwarded(
        _ fields: borrowing some ForwardedFields & ~Copyable & ~Escapable, _ present: ForwardedHeaders
    ) -> ForwardedClient? {
        var client = ForwardedClient()
        // How many elements were believed; the client's is the last of them, counted from the right.
        var believed = 0
        if present.contains(.xForwardedFor) {
            walk(fields, .xForwardedFor) { element in
                guard believed < Self.mostHops, let element, let node = ForwardedNode(element) else { return false }
                (client.address, client.port) = (node.address, node.port)
                believed += 1
                return proxies.trustsHop(node.address)
            }
        }
        if present.contains(.xForwardedProto), let text = companion(fields, .xForwardedProto, believed) {
            client.scheme = ForwardedClient.Scheme(text)
        }
        if present.contains(.xForwardedHost), let text = companion(fields, .xForwardedHost, believed) {
            client.host = ForwardedNode.host(text)
        }
        if present.contains(.xForwardedPort), let text = companion(fields, .xForwardedPort, believed) {
            client.hostPort = ForwardedNode.port(text)
        }
        return client
    }

    /// The element of a list beside `X-Forwarded-For` that belongs to the client's.
    ///
    /// Most proxies overwrite these headers, so there is one element and it is the nearest proxy's. Where all append,
    /// the list is as long as that of addresses, and the one at the client's place was written by a trusted proxy.
    /// Otherwise only the last is surely a trusted proxy's.
    private func companion(
        _ fields: borrowing some ForwardedFields & ~Copyable & ~Escapable, _ kind: ForwardedField, _ believed: Int
    ) -> UnsafeRawBufferPointer? {
        var last: UnsafeRawBufferPointer?
        var matching: UnsafeRawBufferPointer?
        var count = 0
        walk(fields, kind) { element in
            count += 1
            if count == 1 { last = element }
            if count == believed { matching = element }
            return true
        }
        guard count > 1, believed > 1 else { return last }
        var addresses = 0
        walk(fields, .xForwardedFor) { _ in
            addresses += 1
            return true
        }
        return addresses == count ? matching : last
    }
}
