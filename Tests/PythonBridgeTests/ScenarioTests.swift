import Testing

@testable import PythonBridge

/// The scenarios of bridge-probe, under every Python there is.
@Suite struct ScenarioTests {
    private static let together = [
        "symbols", "objects", "text", "bytes", "calls", "modules", "errors", "systemExit", "reraise", "callbacks",
        "capsules", "dropDetached", "dropForeign", "manyAttaches", "nestedDetach", "threads", "nestedSeat", "fork",
        "signals",
        "joinDeadline",
    ]

    /// Each finalises in a way of its own.
    private static let endings = [
        "endLiveHandles", "endThreadInside", "endThreadWaiting", "endPythonThread", "endLateAttach",
    ]

    @Test func thereIsAPython() {
        #expect(!Pythons.all.isEmpty, "no Python with a shared library: nothing of the bridge was tested")
    }

    @Test(arguments: Pythons.all)
    func scenarios(_ python: PythonLocation) {
        run(python, Self.together)
    }

    @Test(arguments: Pythons.all)
    func endings(_ python: PythonLocation) {
        for ending in Self.endings { run(python, [ending]) }
    }

    private func run(_ python: PythonLocation, _ names: [String]) {
        let probe = Paths.join(Places.build, "bridge-probe")
        let result = ChildOutput.of(probe, [python.executable] + names, within: .seconds(120))
        let passed = result.output.split(separator: "\n").filter { $0.hasPrefix("ok ") }.map { String($0.dropFirst(3)) }
        #expect(passed == names, "\(result.output)")
        #expect(result.status == 0, "\(result.failure ?? "") \(result.output)")
    }
}
