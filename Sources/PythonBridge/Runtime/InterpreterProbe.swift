/// Asks an interpreter, by running it, where its shared library is. Only it knows: distributions patch the answer in.
struct InterpreterProbe {
    let executable: String
    let version: PythonVersion
    let libraryCandidates: [String]
    let isShared: Bool

    /// What would make this interpreter embeddable.
    var remedy: String {
        isShared
            ? "install libpython\(version.major).\(version.minor) (Debian: apt install libpython\(version.major)."
                + "\(version.minor)), or run under it: python -m crosswind"
            : "build it with --enable-shared (pyenv: PYTHON_CONFIGURE_OPTS=--enable-shared pyenv install "
                + "\(version)), or run under it: python -m crosswind"
    }

    private static let mark = "crosswind-probe"

    // Without `site` (-S), whose .pth files may run anything. The empty entry of sys.path is the working directory, where a
    // `sysconfig.py` of the user's may lie.
    private static let question = """
        import sys
        sys.path = [p for p in sys.path if p]
        import sysconfig
        v = sysconfig.get_config_var
        print("\(mark)", sys.implementation.name, sys.executable or "", "%d.%d.%d" % sys.version_info[:3],
              sys.base_prefix, v("LIBDIR") or "", v("LIBPL") or "", v("INSTSONAME") or "", v("LDLIBRARY") or "",
              v("Py_ENABLE_SHARED") or 0, v("PYTHONFRAMEWORKPREFIX") or "", sep="\\n", end="\\n")
        """

    static func ask(_ executable: String) throws(PythonRuntimeError) -> InterpreterProbe {
        let run = ChildOutput.of(executable, ["-S", "-c", question], within: .seconds(10))
        let lines = run.output.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        guard let start = lines.firstIndex(of: mark), lines.count > start + 10 else {
            let complaint =
                lines.last { $0.contains("rror") } ?? lines.last { !$0.isEmpty } ?? run.failure ?? "no output"
            throw PythonRuntimeError(
                .probeFailed, "\(executable) does not run (\(complaint)); choose another Python with --python")
        }
        let answer = Array(lines[(start + 1)...])
        guard answer[0] == "cpython", let version = PythonVersion(answer[2]),
            version >= PythonVersion(major: 3, minor: 9)
        else {
            throw PythonRuntimeError(
                .incompatible,
                "\(executable) is \(answer[0]) \(answer[2]): Crosswind embeds CPython 3.9 or later; choose another "
                    + "with --python")
        }
        return InterpreterProbe(
            executable: answer[1].isEmpty ? executable : answer[1], version: version,
            libraryCandidates: candidates(
                names: [answer[6], answer[7]],
                // LIBDIR first; a relocated installation (uv, python-build-standalone) still names the builder's there, and
                // keeps the library under its prefix.
                directories: [answer[4], Paths.join(answer[3], "lib"), answer[9], answer[3], answer[5]]),
            isShared: answer[8] != "0")
    }

    private static func candidates(names: [String], directories: [String]) -> [String] {
        var paths: [String] = []
        for directory in directories where !directory.isEmpty {
            for name in names where !name.isEmpty && !name.hasSuffix(".a") {
                let path = Paths.join(directory, name)
                if !paths.contains(path) { paths.append(path) }
            }
        }
        return paths
    }
}
