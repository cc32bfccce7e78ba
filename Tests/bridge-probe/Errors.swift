import CPythonABI
import PythonBridge

/// Exceptions on their way out of Python and back into it.
enum Errors {
    @Sendable static func all(_ check: inout Check) {
        check.attached { py, check throws(PythonError) in
            let module = try py.module(named: "errors")
            try py.run(
                """
                class Odd(Exception):
                    def __str__(self):
                        raise RuntimeError("no str either")
                def chained():
                    try:
                        {}["inner"]
                    except KeyError as error:
                        raise ValueError("outer") from error
                def odd():
                    raise Odd()
                def interrupt():
                    raise KeyboardInterrupt
                """, file: "<errors>", in: module)
            let chained = caught(module, "chained")
            check.equal(chained?.typeName, "ValueError")
            check.equal(chained?.message, "outer")
            let trace = chained?.traceback.split(separator: "\n").map(String.init) ?? []
            check.that(trace.contains("KeyError: 'inner'"), "the cause is in the traceback")
            check.that(
                trace.contains("The above exception was the direct cause of the following exception:"), "the chain")
            check.equal(trace.last, "ValueError: outer")
            check.equal(chained?.systemExitCode, nil)
            check.that(chained?.isKeyboardInterrupt == false, "no interrupt")

            let odd = caught(module, "odd")
            check.equal(odd?.typeName, "errors.Odd")
            check.equal(odd?.message, "<exception str() failed>")
            check.that(odd?.traceback.isEmpty == false, "there is always a traceback")
            check.that(caught(module, "interrupt")?.isKeyboardInterrupt == true, "interrupt")
            check.that(PyErr_Occurred() == nil, "nothing is left current")

            // Formatting that fails falls back.
            let traceback = try py.import("traceback")
            let original = try traceback.attribute("format_exception")
            try traceback.deleteAttribute("format_exception")
            check.that(caught(module, "chained")?.traceback.hasPrefix("Traceback (could not be") == true, "fallback")
            try traceback.setAttribute("format_exception", original)
            check.that(PyErr_Occurred() == nil, "nothing is left current")
        }
    }

    @Sendable static func systemExit(_ check: inout Check) {
        check.attached { py, check throws(PythonError) in
            let module = try py.module(named: "exits")
            try py.run(
                """
                import sys
                def none(): sys.exit()
                def three(): sys.exit(3)
                def text(): sys.exit("message")
                def huge(): sys.exit(1 << 80)
                """, file: "<exits>", in: module)
            check.equal(caught(module, "none")?.systemExitCode, 0)
            check.equal(caught(module, "three")?.systemExitCode, 3)
            check.equal(caught(module, "text")?.systemExitCode, 1)
            check.equal(caught(module, "text")?.message, "message")
            check.equal(caught(module, "huge")?.systemExitCode, 1)
        }
    }

    @Sendable static func reraise(_ check: inout Check) {
        check.attached { py, check throws(PythonError) in
            let module = try py.module(named: "reraise")
            try py.run(
                """
                import sys
                def info():
                    try:
                        raise ValueError("kept")
                    except ValueError:
                        return sys.exc_info()
                def same(call, original):
                    try:
                        call()
                    except Exception as error:
                        return error is original[1] and error.__traceback__ is not None
                def fail():
                    raise LookupError("from Python")
                """, file: "<reraise>", in: module)
            let info = try module.attribute("info").call()
            let error = info.errorOfExceptionInfo()
            check.equal(error.description, "ValueError: kept")
            check.that(!error.isFromSwift, "it has the object")
            error.raise(py)
            check.that(PyErr_ExceptionMatches(PyExc_ValueError()) != 0, "raised again")
            let again = caughtNow()
            check.that(
                again?.traceback.split(separator: "\n").contains { $0.hasPrefix("  File \"<reraise>\", line 4") }
                    == true, "with its traceback")
            check.equal(py.none.errorOfExceptionInfo().typeName, "TypeError")

            PythonError(.assertionError, "rule 7").raise(py)
            check.equal(caughtNow()?.description, "AssertionError: rule 7")
            // Survives the object's death in Python and a second raise.
            let kept = caught(module, "fail")
            kept?.raise(py)
            check.equal(caughtNow()?.description, "LookupError: from Python")
        }
    }

    private static func caughtNow() -> PythonError? {
        Python.assumeAttached { py in
            do throws(PythonError) {
                try py.checked(-1)
                return nil
            } catch { return error }
        }
    }

    private static func caught(
        _ module: borrowing some PyHandle & ~Copyable & ~Escapable, _ name: StaticString
    ) -> PythonError? {
        do throws(PythonError) {
            _ = try module.attribute(name).call()
            return nil
        } catch { return error }
    }
}
