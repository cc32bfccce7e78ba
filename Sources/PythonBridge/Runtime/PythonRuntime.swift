internal import CPythonABI

/// The one interpreter of this process: started by us (`embed`), or our host (`host`).
public enum PythonRuntime {
    /// How far the interpreter is.
    public enum State: Sendable {
        /// None was started.
        case absent
        /// Threads may attach.
        case running
        /// Going down: no new attach succeeds.
        case finalising
        /// Gone.
        case finalised
    }

    /// How far the interpreter is. From any thread; by the time it is read it may be history.
    public static var state: State {
        switch Int(cpython_gate_state()) {
        case Int(CPYTHON_RUNNING): .running
        case Int(CPYTHON_FINALISING): .finalising
        case Int(CPYTHON_FINALISED): .finalised
        default: .absent
        }
    }

    /// The interpreter's version. From any thread, once it is loaded.
    public static var version: PythonVersion {
        PythonVersion(versionString) ?? PythonVersion(major: 3, minor: 9)
    }

    /// `sys.version`: the version with build and compiler. From any thread, once it is loaded.
    public static var versionString: String {
        state == .absent ? "" : String(cString: Py_GetVersion())
    }

    /// Whether this is a free-threaded build (3.13t and later), whose threads run Python in parallel.
    public static var isFreeThreaded: Bool { versionString.utf8Contains("free-threading build") }
}

extension PythonRuntime {
    /// `sys.executable`.
    public static func executable(_ py: borrowing Python) throws(PythonError) -> String {
        try py.import("sys").attribute("executable").string()
    }

    /// `sys.getswitchinterval()`: how long a thread may keep the GIL from another that wants it, in seconds.
    public static func switchInterval(_ py: borrowing Python) throws(PythonError) -> Double {
        try py.import("sys").callMethod("getswitchinterval").double()
    }
}

extension String {
    /// `contains` for text is Foundation's or needs the regular-expression module.
    fileprivate func utf8Contains(_ part: StaticString) -> Bool {
        let part = UnsafeBufferPointer(start: part.utf8Start, count: part.utf8CodeUnitCount)
        var rest = utf8[...]
        while rest.count >= part.count {
            if rest.starts(with: part) { return true }
            rest = rest.dropFirst()
        }
        return false
    }
}
