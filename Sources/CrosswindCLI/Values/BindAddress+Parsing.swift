import CrosswindServer

/// What `--bind` and its relatives read.
extension BindAddress {
    /// The port when an address names none.
    static let defaultPort = 8000
    /// `sun_path` of Linux less its terminating NUL.
    private static let longestPath = 107

    /// Reads `HOST:PORT`, `HOST`, `[::1]:PORT`, `[::1]`, `:PORT`, `*:PORT`, `tcp://…`, `unix:PATH`, `unix://PATH` or
    /// `fd://N`.
    ///
    /// As gunicorn has it, `HOST` alone gets port 8000, and no host or `*` is every IPv4 address. Unlike gunicorn a bare
    /// `8000` is refused: there it is the *host* 0.0.31.64.
    static func parse(_ text: String) throws(UsageError) -> BindAddress {
        if let path = text.after("unix:") { return try unix(path.after("//") ?? path) }
        if let number = text.after("fd://") { return try descriptor(number) }
        let rest = text.after("tcp://") ?? text[...]
        guard !rest.isEmpty else { throw UsageError("the address is empty; write HOST:PORT, unix:PATH or fd://N") }
        if rest.first == "[" { return try bracketed(rest) }
        let parts = rest.split(separator: ":", omittingEmptySubsequences: false)
        switch parts.count {
        case 1:
            guard !rest.allSatisfy({ $0.isNumber }) else {
                throw UsageError("'\(rest)' is a port without a host; write 127.0.0.1:\(rest), or :\(rest) for all")
            }
            return .tcp(host: try host(rest), port: defaultPort)
        case 2: return .tcp(host: try host(parts[0]), port: try port(parts[1]))
        default:
            throw UsageError("'\(text.printable)' is ambiguous; write an IPv6 address in brackets, as in [::1]:8000")
        }
    }

    /// Reads what `--host` takes: a name or an address, IPv6 with or without brackets.
    static func host(_ text: Substring) throws(UsageError) -> String {
        if text.isEmpty || text == "*" { return "0.0.0.0" }
        let bare = text.first == "[" && text.last == "]" ? text.dropFirst().dropLast() : text
        guard !bare.isEmpty,
            bare.utf8.allSatisfy({
                ($0 > 32 && $0 < 127)
                    && ![UInt8(ascii: "/"), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "@")].contains($0)
            })
        else { throw UsageError("'\(String(text).printable)' is no host; write a name or an address, as in 127.0.0.1") }
        return bare.lowercased()
    }

    /// Reads what `--port` takes: 0 to 65535.
    static func port(_ text: Substring) throws(UsageError) -> Int {
        guard !text.isEmpty, text.utf8.allSatisfy({ $0 >= 48 && $0 <= 57 }), let port = UInt16(text) else {
            throw UsageError("'\(String(text).printable)' is no port; write a number from 0 to 65535")
        }
        return Int(port)
    }

    /// Reads what `--uds` takes.
    static func unix(_ path: Substring) throws(UsageError) -> BindAddress {
        guard let first = path.first else { throw UsageError("the socket's path is missing; write unix:/run/app.sock") }
        guard first != "@" else {
            throw UsageError("abstract sockets have no permissions and are not supported; write unix:/run/app.sock")
        }
        guard path.utf8.count <= longestPath, !path.utf8.contains(0) else {
            throw UsageError("the socket's path has more than \(longestPath) bytes; use a shorter one")
        }
        return .unix(path: String(path))
    }

    /// Reads what `--fd` takes.
    static func descriptor(_ number: Substring) throws(UsageError) -> BindAddress {
        guard !number.isEmpty, number.utf8.allSatisfy({ $0 >= 48 && $0 <= 57 }), let value = Int32(number) else {
            throw UsageError("'\(String(number).printable)' is no descriptor; write its number, as in fd://3")
        }
        return .descriptor(value)
    }

    private static func bracketed(_ text: Substring) throws(UsageError) -> BindAddress {
        let wrong = UsageError("'\(String(text).printable)' is no address; write [::1]:8000")
        guard let close = text.firstIndex(of: "]") else { throw wrong }
        let host = text[text.index(after: text.startIndex)..<close]
        guard host.contains(":"), host.allSatisfy({ $0.isHexDigit || ":.%".contains($0) || host.contains("%") }) else {
            throw wrong
        }
        let rest = text[text.index(after: close)...]
        if rest.isEmpty { return .tcp(host: try self.host(host), port: defaultPort) }
        guard rest.first == ":" else { throw wrong }
        return .tcp(host: try self.host(host), port: try port(rest.dropFirst()))
    }
}

extension StringProtocol where SubSequence == Substring {
    /// What follows `prefix`, or nil when the text doesn't begin with it.
    func after(_ prefix: String) -> Substring? {
        hasPrefix(prefix) ? dropFirst(prefix.count) : nil
    }
}
