/// The proxies whose word on the client counts: addresses, networks, UNIX sockets.
public struct TrustedProxies: Sendable, Equatable {
    /// A network in CIDR notation; a single address is one of 128 bits.
    struct Network: Sendable, Equatable {
        let base: IPAddress
        /// Bits that count, of 128 (IPv4 networks are mapped, so theirs are 96 more than written).
        let bits: Int

        func contains(_ address: IPAddress) -> Bool {
            let masks = Self.masks(bits)
            return address.high & masks.high == base.high && address.low & masks.low == base.low
        }

        /// The bits of a 128-bit mask of `bits` ones.
        static func masks(_ bits: Int) -> (high: UInt64, low: UInt64) {
            (
                bits == 0 ? 0 : UInt64.max << UInt64(max(0, 64 - bits)),
                bits <= 64 ? 0 : UInt64.max << UInt64(128 - bits)
            )
        }
    }

    /// Why a list can't be used: one line that names the remedy.
    public struct ParseError: Error, Sendable, Equatable, CustomStringConvertible {
        /// The line.
        public let description: String
    }

    /// Who is at the other end of a connection.
    public enum Peer: Sendable, Equatable {
        /// Somebody on the network.
        case address(IPAddress)
        /// A process on this machine, over a UNIX socket.
        case unix
    }

    var networks: [Network] = []
    /// Whether peers on UNIX sockets are trusted.
    public private(set) var unixPeers = false
    /// Whether every peer is trusted (`*`); hops that only a header names are not, see `ForwardedResolver`.
    public private(set) var everyPeer = false

    /// Nobody is trusted.
    public static let none = TrustedProxies()

    private init() {}

    /// The proxies of a list of addresses (`::1`), networks (`10.0.0.0/8`), `unix` and `*`; empty items are skipped.
    public init(_ items: [String]) throws(ParseError) {
        for item in items where !item.isEmpty {
            switch item {
            case "*": everyPeer = true
            case "unix", "unix:": unixPeers = true
            default: networks.append(try Self.network(item))
            }
        }
    }

    /// Whether `peer`, who holds the connection, is trusted.
    public func trusts(_ peer: Peer) -> Bool {
        if everyPeer { return true }
        switch peer {
        case .unix: return unixPeers
        case .address(let address): return trustsHop(address)
        }
    }

    /// Whether `address`, which a trusted proxy named as its peer, is one of the listed proxies too.
    public func trustsHop(_ address: IPAddress) -> Bool {
        for network in networks where network.contains(address) { return true }
        return false
    }

    private static func network(_ item: String) throws(ParseError) -> Network {
        let shown = item.prefix(100).filter { $0.isASCII && $0 > " " }
        let wrong = ParseError(
            description: "'\(shown)' is no address; write addresses, networks as 10.0.0.0/8, unix, or * for everybody")
        let parts = item.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count <= 2, let base = IPAddress(parts[0]) else { throw wrong }
        // What was written with dots counts its bits from the IPv4 address on, mapped or not as IPv6 is read.
        let family = parts[0].contains(":") ? 128 : 32
        guard parts.count == 2 else { return Network(base: base, bits: 128) }
        guard parts[1].utf8.count <= 3, parts[1].utf8.allSatisfy({ $0 >= 48 && $0 <= 57 }), let prefix = Int(parts[1]),
            prefix <= family
        else { throw wrong }
        let bits = 128 - family + prefix
        let masks = Network.masks(bits)
        let start = IPAddress(high: base.high & masks.high, low: base.low & masks.low)
        guard start == base else {
            throw ParseError(description: "'\(shown)' is an address inside a network; write \(start)/\(prefix)")
        }
        return Network(base: base, bits: bits)
    }
}
