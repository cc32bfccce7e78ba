// Unsafe: bare references to what the module holds, released with the application they belong to, attached.
import CPythonABI
import NIOCore
import PythonBridge

/// The parts of an answer that are simpler in Python: bodies that a server iterates. Compiled once for each application into
/// a module of its own that is not importable.
final class HostedPrelude: @unchecked Sendable {
    private static let source = #"""
        import os
        import sys


        class FileBody:
            """A stretch of an open file, block by block, for servers without wsgi.file_wrapper."""

            def __init__(self, descriptor, offset, count):
                self._descriptor, self._offset, self._left = descriptor, offset, count

            def __iter__(self):
                return self

            def __next__(self):
                if self._left <= 0:
                    self.close()
                    raise StopIteration
                block = os.pread(self._descriptor, min(65536, self._left), self._offset)
                if not block:
                    self.close()
                    raise OSError("a file became shorter while it was sent")
                self._offset += len(block)
                self._left -= len(block)
                return block

            def close(self):
                descriptor, self._descriptor, self._left = self._descriptor, -1, 0
                if descriptor >= 0:
                    os.close(descriptor)

            __del__ = close


        class BlockBody:
            """A body that lies in Swift's memory and is copied block by block."""

            def __init__(self, body):
                self._body = body

            def __iter__(self):
                return self

            def __next__(self):
                block = _block(self._body) if self._body is not None else b""
                if not block:
                    self._body = None
                    raise StopIteration
                return block

            def close(self):
                self._body = None


        def wrapped(wrapper, descriptor):
            """What the server's file_wrapper makes of an open file."""
            file = os.fdopen(descriptor, "rb")
            try:
                return wrapper(file, 65536)
            except BaseException:
                file.close()
                raise


        def shifted(environ, count, joined):
            """A copy whose SCRIPT_NAME has the first `count` characters of the path: of both keys joined, or of PATH_INFO."""
            environ = dict(environ)
            script, path = environ.get("SCRIPT_NAME", ""), environ.get("PATH_INFO", "")
            if joined:
                script, path = "", script + path
            environ["SCRIPT_NAME"], environ["PATH_INFO"] = script + path[:count], path[count:]
            return environ


        def greenlets():
            """Whether gevent or eventlet has put greenlets in the place of threads."""
            for name in ("gevent.monkey", "eventlet.patcher"):
                module = sys.modules.get(name)
                patched = getattr(module, "is_module_patched", None) or getattr(module, "is_monkey_patched", None)
                if patched is not None and (patched("threading") or patched("thread")):
                    return True
            return False
        """#

    let fileBody: PyPointer
    let blockBody: PyPointer
    let wrapped: PyPointer
    let shifted: PyPointer
    let greenlets: PyPointer

    init(_ python: borrowing Python) throws(PythonError) {
        let module = try python.module(named: "crosswind.hosted")
        try module.setAttribute("_block", BodyBlocks.next.callable(python))
        try python.run(Self.source, file: "<crosswind>", in: module)
        fileBody = try module.attribute("FileBody").take()
        blockBody = try module.attribute("BlockBody").take()
        wrapped = try module.attribute("wrapped").take()
        shifted = try module.attribute("shifted").take()
        greenlets = try module.attribute("greenlets").take()
        // The functions look their globals up in its dict, but do not hold the module, whose end would empty it.
        self.module = module.take()
    }
    private let module: PyPointer

    deinit { for object in [fileBody, blockBody, wrapped, shifted, greenlets, module] { Py_DecRef(object) } }
}

/// A body in memory, handed to Python in blocks. Used by one thread at a time, attached.
final class BodyBlocks {
    private var rest: ByteBuffer
    init(_ body: ByteBuffer) { rest = body }

    private static let blockSize = 256 * 1024

    static let next = PyFunction.oneArgument("_block") { _, capsule in
        Python.callback { (python: inout Python) throws(PythonError) in
            guard let capsule, let blocks: BodyBlocks = unsafeCapsuleObject(capsule) else {
                throw PythonError(.typeError, "no body")
            }
            let block = blocks.rest.readSlice(length: min(blockSize, blocks.rest.readableBytes)) ?? ByteBuffer()
            return try python.bytes(block).take()
        }
    }
}

extension Python {
    /// A `bytes` with a copy of the buffer's.
    @_lifetime(borrow self)
    func bytes(_ buffer: ByteBuffer) throws(PythonError) -> PyRef {
        try bytes(count: buffer.readableBytes) { room in
            buffer.withUnsafeReadableBytes { room.copyMemory(from: $0) }
        }
    }
}
