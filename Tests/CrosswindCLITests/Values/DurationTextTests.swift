import Testing

@testable import CrosswindCLI

@Suite struct DurationTextTests {
    @Test(arguments: [
        ("0", Duration.zero), ("30", .seconds(30)), ("30s", .seconds(30)), ("0.5", .milliseconds(500)),
        ("500ms", .milliseconds(500)), ("1.5m", .seconds(90)), ("2m", .seconds(120)), ("1h", .seconds(3600)),
        ("1d", .seconds(86_400)), ("0.1", .milliseconds(100)), ("0.000000001", .nanoseconds(1)),
    ])
    func reads(text: String, duration: Duration) throws {
        #expect(try DurationText.parse(text) == duration)
    }

    @Test(arguments: [
        "", "s", "ms", "-1", "+1", "1e3", ".5", "5.", "1.2.3", " 1", "1 s", "1w", "1m30s", "NaN", "inf", "٣", "0x10",
        "99999999999999999999", "99999999999999d", "0.0000000001", "1\n",
    ])
    func refuses(text: String) {
        #expect(throws: UsageError.self) { try DurationText.parse(text) }
    }

    @Test(arguments: ["0", "250ms", "5s", "2m", "1h", "1d", "90s"])
    func formats(text: String) throws {
        #expect(DurationText.format(try DurationText.parse(text)) == text)
    }
}
