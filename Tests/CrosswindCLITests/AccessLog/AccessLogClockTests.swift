import Testing

@testable import CrosswindCLI

@Suite struct AccessLogClockTests {
    @Test func zones() {
        for (offset, text) in [
            (0, "[23/Nov/2026:21:30:00 +0000]"), (3600, "[23/Nov/2026:22:30:00 +0100]"),
            (-12_600, "[23/Nov/2026:18:00:00 -0330]"), (20_700, "[24/Nov/2026:03:15:00 +0545]"),
        ] {
            var clock = AccessLogClock(offset: { _ in offset })
            #expect(written { clock.appendBracketed(1_795_469_400, to: &$0) } == text)
        }
    }

    @Test func secondsAreNotMixedUp() {
        var clock = AccessLogClock(offset: { _ in 0 })
        let texts = [0, 1, 0, 0].map { step in written { clock.appendBracketed(Int64(step), to: &$0) } }
        #expect(texts[0] == "[01/Jan/1970:00:00:00 +0000]" && texts[1] == "[01/Jan/1970:00:00:01 +0000]")
        #expect(texts[2] == texts[0] && texts[3] == texts[0])
    }
}
