import Testing

@testable import CrosswindCLI

@Suite struct MountOptionTests {
    private func mounts(_ arguments: String..., environment: [String: String] = [:]) throws -> [String] {
        let line = arguments + ["app:app"]
        guard case .serve(let options) = try Invocation.parse(arguments: line, environment: environment) else {
            throw NotOptions()
        }
        return options.mounts.map { "\($0.prefix)=\($0.application)" }
    }

    @Test func repeatedOrWithCommas() throws {
        #expect(try mounts("--mount", "/a=one", "--mount", "/b/=two:app") == ["/a=one", "/b=two:app"])
        #expect(try mounts("--mount", "/a=one, /b=two:app") == ["/a=one", "/b=two:app"])
        #expect(try mounts(environment: ["CROSSWIND_MOUNT": "/a=one,/b=two"]) == ["/a=one", "/b=two"])
    }

    /// The commas of a call's arguments, and of texts in them, end no mount.
    @Test(arguments: ["x:f(1, 2)", "x:f('a,/b=y', c=\"d)\", e='\\',')", "x:f(\"(\")"])
    func callsWithArguments(_ application: String) throws {
        let options = try options("--mount", "/a=\(application),/b=two")
        #expect(options.mounts.map(\.prefix) == ["/a", "/b"])
        #expect(try options.mounts[0].application == AppReference.parse(application))
    }

    @Test func aParenthesisThatIsNotClosed() {
        #expect(usageError("--mount", "/a=x:f(1,/b=two").hasPrefix("--mount: "))
    }
}
