import Testing

@testable import PythonBridge

/// What the compiler must refuse: Tests/CompileFail.
@Suite struct CompileFailTests {
    @Test func refusals() {
        let script = Paths.join(Places.root, "Tests/CompileFail/run")
        let result = ChildOutput.of(script, [Places.build], within: .seconds(300))
        #expect(result.status == 0, "\(result.output)")
        #expect(result.output.split(separator: "\n").count >= 18, "\(result.output)")
    }
}
