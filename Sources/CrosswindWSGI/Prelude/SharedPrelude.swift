// Unsafe: bare references that are made once per interpreter and never released.
import CPythonABI
import Logging
import PythonBridge

/// What Swift uses of the prelude.
final class SharedPrelude: @unchecked Sendable {
    let emptyInput: PyPointer
    let errors: PyPointer
    let fileWrapper: PyPointer
    let streamed: PyPointer
    let spooled: PyPointer
    let bytesIO: PyPointer
    let close: PyPointer
    let descriptorName: PyPointer

    /// Where `wsgi.errors` goes.
    private final class Sink: Sendable {
        let logger: Logger
        init(_ logger: Logger) { self.logger = logger }
    }

    private static let log = PyFunction.oneArgument("_log") { capsule, text in
        Python.callback { (python: inout Python) throws(PythonError) in
            guard let capsule, let text, let sink: Sink = unsafeCapsuleObject(capsule) else {
                return python.returnNone()
            }
            let message = try PyBorrowed(unsafe: text, python).string()
            python.detached { sink.logger.error("\(message)") }
            return python.returnNone()
        }
    }

    /// Attached. `logger` takes what apps write to `wsgi.errors`.
    init(_ python: inout Python, logger: Logger) throws(PythonError) {
        let module = try python.module(named: "crosswind.prelude")
        let sink = try python.capsule(Sink(logger))
        try module.setAttribute("_log", Self.log.callable(self: sink, python))
        try module.setAttribute("_read_body", StreamReader.function.callable(python))
        try python.run(Prelude.source, file: Prelude.fileName, in: module)
        emptyInput = try module.attribute("input").take()
        errors = try module.attribute("errors").take()
        fileWrapper = try module.attribute("FileWrapper").take()
        streamed = try module.attribute("streamed").take()
        spooled = try module.attribute("spooled").take()
        bytesIO = try python.import("io").attribute("BytesIO").take()
        close = try python.interned("close").take()
        descriptorName = try python.interned("_descriptor").take()
        // The module's functions look their globals up in it.
        _ = module.take()
    }
}
