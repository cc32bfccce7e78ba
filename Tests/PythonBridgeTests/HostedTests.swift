import Testing

@testable import PythonBridge

/// Python loads us: Tests/bridge-hosted.
@Suite struct HostedTests {
    @Test func loadedByEachPython() {
        let script = Paths.join(Places.root, "Tests/bridge-hosted/run")
        let executables = Pythons.all.map(\.executable)
        let result = ChildOutput.of(script, [Places.build] + executables, within: .seconds(180))
        let passed = result.output.split(separator: "\n").filter { $0.hasPrefix("ok ") }.map { String($0.dropFirst(3)) }
        #expect(passed == executables, "\(result.output)")
        #expect(result.status == 0)
    }
}
