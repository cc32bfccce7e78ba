/// A Python that can be embedded: an interpreter and its shared library.
public struct PythonLocation: Sendable, Hashable {
    /// Absolute path of the interpreter, in a virtual environment that environment's own.
    public let executable: String

    /// Absolute path of the shared libpython.
    public let library: String

    /// The interpreter's version.
    public let version: PythonVersion

    /// A location known from elsewhere, unchecked.
    public init(executable: String, library: String, version: PythonVersion) {
        self.executable = executable
        self.library = library
        self.version = version
    }

    /// Looks for the Python to embed, and runs it once to ask for its library. Blocks for tens of milliseconds.
    ///
    /// The order: `explicit` (the value of `--python`: an interpreter, a virtual environment, or a name on PATH);
    /// `VIRTUAL_ENV`; `.venv` in `appDirectory`; `python3` on PATH. The first that exists decides; one that exists but
    /// cannot be embedded is an error, not a reason to look on.
    public static func find(
        explicit: String? = nil, appDirectory: String? = nil
    ) throws(PythonRuntimeError) -> PythonLocation {
        if let explicit {
            guard let executable = Paths.interpreter(at: explicit) else {
                throw PythonRuntimeError(
                    .notFound,
                    "no Python at \(explicit): --python takes an interpreter, a virtual environment, or a name on PATH")
            }
            return try probe(executable)
        }
        if let environment = Paths.environment("VIRTUAL_ENV"),
            let executable = Paths.interpreter(inEnvironment: environment)
        {
            return try probe(executable)
        }
        if let appDirectory, let executable = Paths.interpreter(inEnvironment: Paths.join(appDirectory, ".venv")) {
            return try probe(executable)
        }
        if let executable = Paths.onPath("python3") { return try probe(executable) }
        throw PythonRuntimeError(
            .notFound, "no Python found: install one (apt install python3 libpython3-dev) or name it with --python")
    }

    /// Asks an interpreter for its library and version.
    public static func probe(_ executable: String) throws(PythonRuntimeError) -> PythonLocation {
        let answer = try InterpreterProbe.ask(executable)
        guard let library = answer.libraryCandidates.first(where: { Paths.isReadable($0) }) else {
            throw PythonRuntimeError(
                .libraryMissing,
                "\(executable) (Python \(answer.version)) has no shared libpython to embed: \(answer.remedy)")
        }
        return PythonLocation(executable: answer.executable, library: library, version: answer.version)
    }
}

extension PythonLocation: CustomStringConvertible {
    /// `Python 3.13.1 (/usr/bin/python3)`.
    public var description: String { "Python \(version) (\(executable))" }
}
