import Testing

@testable import CrosswindCLI

@Suite struct StrayVariablesTests {
    @Test func typingErrorsAreToldOf() throws {
        let environment = [
            "CROSSWIND_THREDS": "3", "CROSSWIND_THREADS": "3", "PATH": "/bin", "CROSSWIND_PREBUILT": "x",
        ]
        let warnings = try options(environment: environment).warnings
        #expect(warnings.count == 1 && warnings[0].hasPrefix("CROSSWIND_THREDS "))
    }

    @Test func serviceLinksAreNot() {
        let environment = ["CROSSWIND_SERVICE_PORT": "80", "CROSSWIND_PORT_80_TCP": "tcp://10.0.0.1:80"]
        #expect(StrayVariables.warnings(environment).isEmpty)
    }
}
