import CrosswindHTTP

/// What libFuzzer calls. The first byte chooses what is fuzzed, so that one corpus and one run serve all.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ data: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
    let input = [UInt8](UnsafeBufferPointer(start: data, count: count))
    guard let mode = input.first else { return 0 }
    let rest = Array(input.dropFirst())
    switch mode {
    case UInt8(ascii: "E"): fuzzEncoder(rest)
    case UInt8(ascii: "T"): fuzzText(rest)
    case UInt8(ascii: "R"): fuzzRoundTrip(rest)
    default: fuzzParser(rest)
    }
    return 0
}

/// Like `precondition`, with a name for the broken rule in the crash report.
func require(_ condition: Bool, _ rule: StaticString) {
    if !condition { fatalError("broken invariant: \(rule)") }
}
