import CrosswindServer

/// Writes `part`, as fast as the connection takes it, until `left` says that none is left.
func pump(_ exchange: HTTPExchange, _ part: [UInt8], _ left: @escaping () -> Int) {
    while exchange.isWritable {
        guard part.withUnsafeBytes({ exchange.write($0) }) else { return exchange.finish() }
        if left() == 0 { return exchange.finish() }
    }
    exchange.whenWritable { pump(exchange, part, left) }
}

extension HTTPExchange {
    @discardableResult
    func write(_ text: String) -> Bool { Array(text.utf8).withUnsafeBytes { write($0) } }
}
