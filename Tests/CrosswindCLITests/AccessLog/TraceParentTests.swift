import Testing

@testable import CrosswindCLI

@Suite struct TraceParentTests {
    private func trace(_ text: String) -> String? {
        Array(text.utf8).withUnsafeBytes { TraceParent.trace($0).map { String(decoding: $0, as: UTF8.self) } }
    }

    @Test func aTraceIsFound() {
        let trace = "4bf92f3577b34da6a3ce929d0e0e4736"
        #expect(self.trace("00-\(trace)-00f067aa0ba902b7-01") == trace)
        #expect(self.trace("cc-\(trace)-00f067aa0ba902b7-01-what-the-future-brings") == trace)
    }

    @Test(arguments: [
        "", "00", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
        "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
        "00-4bf92f3577b34da6a3ce929d0e0e473\"-00f067aa0ba902b7-01",
    ])
    func whatIsNoneIsNone(text: String) { #expect(trace(text) == nil) }
}
