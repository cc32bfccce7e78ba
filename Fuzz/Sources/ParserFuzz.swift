import CrosswindHTTP

/// Four bytes say where to cut, a fifth how tight the limits are; the rest is what a client sends.
func fuzzParser(_ input: [UInt8]) {
    guard input.count > 5 else { return }
    let bytes = Array(input.dropFirst(5))
    let first = (Int(input[0]) << 8 | Int(input[1])) % (bytes.count + 1)
    let second = (Int(input[2]) << 8 | Int(input[3])) % (bytes.count + 1)
    var limits = HTTPLimits()
    if input[4] & 1 == 1 {
        limits.requestLine = 24
        limits.fieldSize = 32
        limits.fieldCount = 4
        limits.head = 100
        limits.trailers = 24
        limits.chunkExtensions = 12
        limits.body = 20
    }
    let whole = Outcome(bytes, cuts: [], limits: limits)
    require(Outcome(bytes, cuts: [min(first, second), max(first, second)], limits: limits) == whole, "cut twice")
    if bytes.count < 600 {
        require(Outcome(bytes, cuts: Array(0..<bytes.count), limits: limits) == whole, "byte by byte")
    }
}
