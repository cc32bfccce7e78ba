import Testing

@testable import CrosswindCLI

@Suite struct ArgumentNormaliserTests {
    @Test func aliasesBecomeOurNames() throws {
        let given = ["--listen", "x", "--app-dir=a=b", "--call", "--no-call", "--limit-request-field_size=9"]
        let ours = ["--bind", "x", "--pythonpath=a=b", "--factory", "--no-factory", "--limit-request-field-size=9"]
        #expect(try ArgumentNormaliser.normalise(given) == ours)
    }

    @Test func nothingIsTouchedBehindTheTerminator() throws {
        let given = ["--", "--listen", "--workers", "--access-log"]
        #expect(try ArgumentNormaliser.normalise(given) == given)
    }

    @Test func foreignOptionsFail() {
        for argument in ["--worker-class", "--worker-class=gthread", "-k", "--daemon"] {
            #expect(throws: UsageError.self) { try ArgumentNormaliser.normalise([argument]) }
        }
    }

    @Test func oddArgumentsPass() throws {
        for argument in ["", "-", "---", "--=", "-x", "app:app"] {
            #expect(try ArgumentNormaliser.normalise([argument]) == [argument])
        }
    }
}
