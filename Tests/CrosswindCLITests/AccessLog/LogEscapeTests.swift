import Testing

@testable import CrosswindCLI

@Suite struct LogEscapeTests {
    /// Each byte at each place of a word of eight, among safe ones: what takes eight at once must see it.
    @Test func everyByteAtEveryPlace() {
        for byte in UInt8.min...UInt8.max {
            for place in 0..<17 {
                var bytes = [UInt8](repeating: UInt8(ascii: "a"), count: 17)
                bytes[place] = byte
                for context in [LogEscape.Context.text, .word, .json] {
                    let safe = byte > 32 && byte < 127 && byte != 0x22 && byte != 0x5c || byte == 32 && context != .word
                    let digits = (byte < 16 ? "0" : "") + String(byte, radix: 16)
                    let middle = safe ? String(Unicode.Scalar(byte)) : (context == .json ? "\\u00" : "\\x") + digits
                    let expected =
                        String(repeating: "a", count: place) + middle + String(repeating: "a", count: 16 - place)
                    let found = bytes.withUnsafeBytes { raw in written { LogEscape.append(raw, context, to: &$0) } }
                    if found != expected { Issue.record("\(byte) at \(place): \(found)") }
                }
            }
        }
    }

    @Test func neighbours() {
        let text = "\u{1f} \u{7f}\u{80}\u{21}\\\"\u{7e}~}|"
        let found = Array(text.utf8).withUnsafeBytes { raw in written { LogEscape.append(raw, .text, to: &$0) } }
        #expect(found == #"\x1f \x7f\xc2\x80!\x5c\x22~~}|"#)
    }
}
