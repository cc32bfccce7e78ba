internal import CPythonABI

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#elseif canImport(Darwin)
internal import Darwin
#endif

/// Fills the table of the C API.
enum Library {
    /// From this process, where Python is the host.
    static func loadFromProcess() throws(PythonRuntimeError) {
        try load(nil, from: "this process")
    }

    /// From a shared libpython. RTLD_GLOBAL, because extension modules expect to find the C API without asking for it (on
    /// Debian they are not linked with libpython). Never closed: an interpreter cannot be unloaded.
    static func load(path: String) throws(PythonRuntimeError) {
        guard let handle = dlopen(path, RTLD_NOW | RTLD_GLOBAL) else {
            let reason = dlerror().map { String(cString: $0) } ?? "no reason given"
            throw PythonRuntimeError(
                .libraryMissing, "cannot load \(path): \(reason); choose another Python with --python")
        }
        try load(handle, from: path)
    }

    private static func load(_ handle: UnsafeMutableRawPointer?, from origin: String) throws(PythonRuntimeError) {
        var missing: [String] = []
        withUnsafeMutablePointer(to: &missing) { missing in
            _ = cpython_load(
                handle,
                { name, context in
                    let missing = context?.assumingMemoryBound(to: [String].self)
                    missing?.pointee.append(String(cString: name))
                }, missing)
        }
        guard missing.isEmpty else {
            throw PythonRuntimeError(
                .incompatible,
                "\(origin) is no CPython 3.9 or later (it lacks \(missing.joined(separator: ", "))); "
                    + "choose another Python with --python")
        }
    }
}
