import Testing

@testable import PythonBridge

/// An embedded interpreter in a virtual environment is that environment's, down to the processes it starts.
@Suite struct VirtualEnvironmentTests {
    @Test(arguments: Pythons.oldestAndNewest)
    func prefixAndSpawn(_ python: PythonLocation) throws {
        try Places.withTemporaryDirectory { directory in
            let environment = Paths.join(directory, ".venv")
            let made = ChildOutput.of(
                python.executable, ["-m", "venv", "--without-pip", environment], within: .seconds(60))
            try #require(made.status == 0, "\(made.output)")

            let found = try PythonLocation.find(explicit: environment)
            #expect(found.executable == Paths.join(environment, "bin/python"))
            #expect(found.library == python.library)
            #expect(found.version == python.version)
            // VIRTUAL_ENV would come first.
            if Paths.environment("VIRTUAL_ENV") == nil {
                #expect(try PythonLocation.find(appDirectory: directory) == found)
            }

            let probe = Paths.join(Places.build, "bridge-probe")
            let result = ChildOutput.of(probe, [environment, "location"], within: .seconds(60))
            #expect(result.status == 0, "\(result.output)")
            let lines = result.output.split(separator: "\n").map(String.init)
            #expect(lines.contains("prefix \(environment)"), "\(result.output)")
            #expect(lines.contains("executable \(environment)/bin/python"), "\(result.output)")
            #expect(lines.contains { $0.hasPrefix("purelib \(environment)/lib") }, "\(result.output)")
            #expect(lines.contains("onpath True"))
            #expect(lines.contains("spawned 3"))
            #expect(lines.contains("spawnedPrefix \(environment)"))
        }
    }

    /// Where there is none, the paths are those that the interpreter itself has.
    @Test(arguments: Pythons.all)
    func sameAsTheInterpreter(_ python: PythonLocation) {
        let question = "import sys; print('prefix', sys.prefix); print('base', sys.base_prefix)"
        let own = ChildOutput.of(python.executable, ["-c", question], within: .seconds(10))
        let probe = Paths.join(Places.build, "bridge-probe")
        let result = ChildOutput.of(probe, [python.executable, "location"], within: .seconds(60))
        #expect(result.status == 0, "\(result.output)")
        #expect(result.output.hasPrefix(own.output), "\(own.output) \(result.output)")
    }
}
