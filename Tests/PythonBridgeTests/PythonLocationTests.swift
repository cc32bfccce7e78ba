import Testing

@testable import PythonBridge

/// Finding an interpreter, and saying what is wrong with one.
@Suite struct PythonLocationTests {
    @Test func explicitThatIsNotThere() {
        let error = #expect(throws: PythonRuntimeError.self) {
            try PythonLocation.find(explicit: "/nonexistent/python")
        }
        #expect(error?.isNotFound == true)
        #expect(error?.description.contains("--python") == true)
        #expect(throws: PythonRuntimeError.self) { try PythonLocation.find(explicit: "python-no-such-name") }
    }

    @Test func programThatIsNoPython() throws {
        try Places.withTemporaryDirectory { directory in
            let path = Paths.join(directory, "python3")
            try Places.write("#!/bin/sh\necho out of order >&2\nexit 3\n", to: path, executable: true)
            let error = #expect(throws: PythonRuntimeError.self) { try PythonLocation.find(explicit: path) }
            #expect(error?.description.contains("out of order") == true)
            #expect(error?.description.contains("\n") == false)
        }
    }

    @Test func staticPython() throws {
        let error = try failure(of: [
            "cpython", "/x/bin/python3", "3.12.4", "/x", "/x/lib", "", "libpython3.12.a", "", "0", "",
        ])
        #expect(error?.isLibraryMissing == true)
        #expect(error?.description.contains("--enable-shared") == true)
        #expect(error?.description.contains("python -m crosswind") == true)
    }

    @Test func sharedPythonWithoutItsLibrary() throws {
        let name = "libpython3.12.so.1.0"
        let error = try failure(of: ["cpython", "/x/bin/python3", "3.12.4", "/x", "/x/lib", "", name, name, "1", ""])
        #expect(error?.isLibraryMissing == true)
        #expect(error?.description.contains("install libpython3.12") == true)
    }

    @Test(arguments: [("pypy", "3.10.14"), ("cpython", "3.8.18")])
    func incompatible(_ name: String, _ version: String) throws {
        let error = try failure(of: [name, "/x/bin/python3", version, "/x", "/x/lib", "", "", "", "1", ""])
        #expect(error?.isIncompatible == true)
        #expect(error?.description.contains(version) == true)
    }

    @Test func libraryUnderThePrefix() throws {
        try Places.withTemporaryDirectory { directory in
            // A relocated installation: LIBDIR is the builder's.
            let lib = Paths.join(directory, "lib")
            #expect(ChildOutput.of("/bin/mkdir", [lib], within: .seconds(5)).status == 0)
            try Places.write("", to: Paths.join(lib, "libpython3.13.so.1.0"))
            let path = Paths.join(directory, "python3")
            let name = "libpython3.13.so.1.0"
            try fake(["cpython", "", "3.13.1", directory, "/install/lib", "", name, name, "1", ""], at: path)
            let location = try PythonLocation.probe(path)
            #expect(location.library == Paths.join(lib, name))
            #expect(location.executable == path)
            #expect(location.version == PythonVersion(major: 3, minor: 13, micro: 1))
        }
    }

    @Test func childThatHangs() {
        let start = ContinuousClock.now
        let run = ChildOutput.of("/bin/sh", ["-c", "echo begun; exec sleep 30"], within: .milliseconds(300))
        // Of the thirty that it would take.
        #expect(ContinuousClock.now - start < .seconds(25))
        #expect(run.output == "begun\n")
        #expect(run.failure != nil)
        #expect(run.status != 0)
    }

    @Test func versions() {
        #expect(PythonVersion("3.13.1 (main, Jan 1 2025) [GCC]") == PythonVersion(major: 3, minor: 13, micro: 1))
        #expect(PythonVersion("3.14.0rc2+ (x)") == PythonVersion(major: 3, minor: 14, micro: 0))
        #expect(PythonVersion("3.9") == PythonVersion(major: 3, minor: 9, micro: 0))
        #expect(PythonVersion("three") == nil)
        #expect(PythonVersion(major: 3, minor: 9, micro: 18) < PythonVersion(major: 3, minor: 10))
    }

    private func failure(of answer: [String]) throws -> PythonRuntimeError? {
        var caught: PythonRuntimeError?
        try Places.withTemporaryDirectory { directory in
            let path = Paths.join(directory, "python3")
            try fake(answer, at: path)
            caught = #expect(throws: PythonRuntimeError.self) { try PythonLocation.find(explicit: path) }
        }
        return caught
    }

    private func fake(_ answer: [String], at path: String) throws {
        let lines = (["crosswind-probe"] + answer).map { "echo '\($0)'" }.joined(separator: "\n")
        try Places.write("#!/bin/sh\n\(lines)\n", to: path, executable: true)
    }
}
