internal import CPythonABI

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#elseif canImport(Darwin)
internal import Darwin
#endif

extension PythonRuntime {
    /// Loads libpython and starts the interpreter, as the interpreter at `location` would start itself: with its prefix, its
    /// environment variables (PYTHONPATH, PYTHONHOME …) and its site-packages, in a virtual environment too.
    ///
    /// On the main thread, which becomes Python's main thread, and is detached on return. SIGINT keeps its disposition, which
    /// Python would take over; SIGPIPE is ignored afterwards, as always with Python.
    public static func embed(_ location: PythonLocation) throws(PythonRuntimeError) {
        guard state == .absent else {
            throw PythonRuntimeError(.wrongState, "a Python interpreter was started already: one process holds one")
        }
        try Library.load(path: location.library)
        guard Py_IsInitialized() == 0 else {
            throw PythonRuntimeError(
                .wrongState, "this process runs inside Python already: call PythonRuntime.host() instead")
        }
        var interrupt = sigaction()
        sigaction(SIGINT, nil, &interrupt)
        try initialise(executable: location.executable)
        adoptMainThread(leavingInterruptTo: &interrupt)
        MainThread.state.store(PyEval_SaveThread())
        cpython_gate_set(Int32(CPYTHON_RUNNING))
    }

    /// With argv[0] alone CPython finds everything out by itself. PyConfig is a block of bytes to us: its fields move from
    /// version to version.
    private static func initialise(executable: String) throws(PythonRuntimeError) {
        let room = UnsafeMutableRawPointer.allocate(byteCount: Int(CPYTHON_CONFIG_ROOM), alignment: 16)
        defer { room.deallocate() }
        room.initializeMemory(as: UInt8.self, repeating: 0, count: Int(CPYTHON_CONFIG_ROOM))
        let config = OpaquePointer(room)
        PyConfig_InitPythonConfig(config)
        defer { PyConfig_Clear(config) }
        guard let argument = strdup(executable) else {
            throw PythonRuntimeError(.startFailed, "out of memory: Python was not started")
        }
        defer { free(argument) }
        var arguments: [UnsafeMutablePointer<CChar>?] = [argument]
        var status = arguments.withUnsafeMutableBufferPointer { buffer -> PyStatus in
            guard let base = buffer.baseAddress else { return PyStatus() }
            return PyConfig_SetBytesArgv(config, 1, base)
        }
        if PyStatus_Exception(status) == 0 { status = Py_InitializeFromConfig(config) }
        guard PyStatus_Exception(status) == 0 else {
            let reason = status.err_msg.map { String(cString: $0) } ?? "no reason given"
            throw PythonRuntimeError(
                .startFailed,
                "Python at \(executable) did not start: \(reason); check PYTHONHOME and PYTHONPATH, or choose another "
                    + "with --python")
        }
    }

    /// The attached main thread's first acts.
    private static func adoptMainThread(leavingInterruptTo before: inout sigaction) {
        cpython_calibrate()
        let was = cpython_thread_swap(1)
        defer { _ = cpython_thread_swap(was) }
        do throws(PythonError) {
            try registerAtFork(Python())
        } catch {
            error.reportUnraisable(Python())
        }
        // `threading` takes the thread that imports it for the main thread.
        releaseOrClear(PyImport_ImportModule("threading"))
        // PyConfig.install_signal_handlers cannot be named, so SIGINT is taken back afterwards: first in the books of Python's
        // `signal` module, which would otherwise restore its own handler, then in the kernel's.
        if let module = PyImport_ImportModule("signal") {
            if let set = PyObject_GetAttrString(module, "signal"), let number = PyLong_FromLongLong(Int64(SIGINT)),
                let disposition = PyObject_GetAttrString(module, "SIG_DFL")
            {
                releaseOrClear(cpython_call2(set, number, disposition))
                Py_DecRef(disposition)
                Py_DecRef(number)
                Py_DecRef(set)
            }
            Py_DecRef(module)
        }
        PyErr_Clear()
        sigaction(SIGINT, &before, nil)
    }

    private static func releaseOrClear(_ object: PyPointer?) {
        if let object { Py_DecRef(object) } else { PyErr_Clear() }
    }
}
