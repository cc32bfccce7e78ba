/// The same pseudo-random numbers every time (SplitMix64), so that a failure can be repeated.
struct Numbers: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}

/// Changes requests in the ways that attackers do.
enum Mutations {
    private static let pieces: [[UInt8]] = [
        "\r\n", "\n", "\r", "\r\n\r\n", " ", "\t", ":", ",", ";", "\0", "\u{7F}", "#", "?", "%00", "%", "0", "1", "-",
        "+", "_",
        "Transfer-Encoding: chunked\r\n", "Content-Length: 5\r\n", "Host: b\r\n", "Connection: close\r\n", "chunked",
        "0\r\n\r\n",
        "\u{B}", "é", "GET / HTTP/1.1\r\nHost: a\r\n\r\n", "HTTP/1.0", "HTTP/2.0", "http://c", "[::1]", "@", "\"",
    ].map { Array($0.utf8) }

    static func mutate(_ bytes: [UInt8], _ numbers: inout Numbers) -> [UInt8] {
        var result = bytes
        for _ in 0..<Int.random(in: 1...3, using: &numbers) {
            let at = Int.random(in: 0...result.count, using: &numbers)
            switch Int.random(in: 0..<6, using: &numbers) {
            case 0: result.insert(contentsOf: pieces.randomElement(using: &numbers)!, at: at)
            case 1 where at < result.count: result.remove(at: at)
            case 2 where at < result.count: result[at] = UInt8.random(in: 0...255, using: &numbers)
            case 3 where at < result.count: result[at] ^= 0x20
            case 4:
                let end = min(result.count, at + Int.random(in: 1...24, using: &numbers))
                result.insert(contentsOf: result[at..<end], at: at)
            default:
                let end = min(result.count, at + Int.random(in: 1...24, using: &numbers))
                result.replaceSubrange(at..<end, with: pieces.randomElement(using: &numbers)!)
            }
        }
        return result
    }
}
