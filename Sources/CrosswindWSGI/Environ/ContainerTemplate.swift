// Unsafe: owns bare references; read by any attached thread, never changed after it was made.
import CPythonABI
import PythonBridge

/// The part of environ that is the same for every request of a container, made once.
final class ContainerTemplate: @unchecked Sendable {
    /// A dict; copied, never handed out.
    let environ: PyPointer
    /// Decoded `SCRIPT_NAME` as bytes; empty when the container stands at the root.
    let scriptName: [UInt8]

    /// Attached. `scriptName` begins with `/` and doesn't end with it, or is empty.
    init(
        _ python: borrowing Python, keys: EnvironKeys, prelude: SharedPrelude, scriptName: String,
        software: String, isMultithreaded: Bool, isMultiprocess: Bool
    ) {
        self.scriptName = Array(scriptName.utf8)
        environ = PyDict_New()!
        let version = PyTuple_New(2)!
        PyTuple_SetItem(version, 0, PyLong_FromLongLong(1)!)
        PyTuple_SetItem(version, 1, PyLong_FromLongLong(0)!)
        set(keys.version, owning: version)
        set(keys.urlScheme, keys.http)
        set(keys.input, prelude.emptyInput)
        set(keys.errors, prelude.errors)
        set(keys.multithread, isMultithreaded ? Py_True() : Py_False())
        set(keys.multiprocess, isMultiprocess ? Py_True() : Py_False())
        set(keys.runOnce, Py_False())
        set(keys.fileWrapper, prelude.fileWrapper)
        set(keys.inputTerminated, Py_True())
        set(keys.serverSoftware, owning: Self.latin1(Array(software.utf8)))
        if self.scriptName.isEmpty {
            set(keys.scriptName, keys.empty)
        } else {
            set(keys.scriptName, owning: Self.latin1(self.scriptName))
        }
        // PEP 3333 wants it present; a request replaces it.
        set(keys.queryString, keys.empty)
    }

    private func set(_ key: PyPointer, _ value: PyPointer) { PyDict_SetItem(environ, key, value) }

    private func set(_ key: PyPointer, owning value: PyPointer) {
        PyDict_SetItem(environ, key, value)
        Py_DecRef(value)
    }

    private static func latin1(_ bytes: [UInt8]) -> PyPointer {
        bytes.withUnsafeBytes { bytes in
            bytes.withMemoryRebound(to: CChar.self) { PyUnicode_DecodeLatin1($0.baseAddress!, $0.count, nil)! }
        }
    }
}
