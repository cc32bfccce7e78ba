import Testing

@testable import CrosswindCLI

@Suite struct LintOptionTests {
    @Test func shares() throws {
        #expect(try options().lint == nil)
        #expect(try options("--lint").lint == 1)
        #expect(try options("--lint=1").lint == 1)
        #expect(try options("--lint=1%").lint == 0.01)
        #expect(try options("--lint=0.25").lint == 0.25)
        #expect(try options(environment: ["CROSSWIND_LINT": "0.5%"]).lint == 0.005)
        #expect(try options("--no-lint", environment: ["CROSSWIND_LINT": "1"]).lint == nil)
    }

    @Test(arguments: ["0", "2", "101%", "-1", "%", "x", "1e-3", "."])
    func refused(_ text: String) {
        #expect(usageError("--lint=\(text)").contains("is no share of requests; write it as in --lint=1%"))
    }

    /// What follows a bare `--lint` is the application.
    @Test func takesNoFollowingWord() throws {
        #expect(try "\(options("--lint", "mysite.wsgi", app: nil).application)" == "mysite.wsgi")
    }
}
