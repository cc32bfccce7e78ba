// Unsafe: bare references. environ and start_response are held by Python's frame for the length of the call.
import CPythonABI
import Crosswind
import CrosswindHTTP
import CrosswindServer
import Logging
import NIOCore
import PythonBridge

/// One request: `application(environ, start_response)`. Python is touched here and nowhere else: between two runs of the
/// handler, never inside one.
struct HostedCall {
    private let hosted: HostedApplication
    /// The one at work: the hosted one, or one that is mounted in it.
    private var application: Application
    private let startResponse: PyPointer
    private let reader: EnvironReader
    private var writer: ResponseWriter
    /// What the server raised when it was given a piece of the body.
    private var failure: PythonError?

    init(_ hosted: HostedApplication, _ environ: PyPointer, _ startResponse: PyPointer) {
        self.hosted = hosted
        application = hosted.wsgi.application
        self.startResponse = startResponse
        reader = EnvironReader(environ: environ, names: hosted.names)
        writer = ResponseWriter(hosted: hosted, reader: reader, startResponse: startResponse)
    }

    private var configuration: WSGIApplicationConfiguration { hosted.wsgi.configuration }

    /// What the callable returns: a new reference.
    mutating func result(_ python: inout Python) throws(PythonError) -> PyPointer {
        let request: HTTPRequest
        do throws(EnvironError) {
            request = try reader.request(configuration)
        } catch {
            return try refuse(error, HTTPRequest(), &python)
        }
        while true {
            switch application.find(request) {
            case .callback(let mounted as Application, let prefix):
                request.mountedLength += prefix
                application = mounted
            case .callback(let callback as WSGIFallback, let prefix):
                // The body is still unread.
                let mount = request.mountedLength + prefix
                let given = try environ(below: mount, of: request, python)
                return try callback.call(given, startResponse, hosted.fallbacks, python)
            case .callback:
                let reason = HTTPError(501, "this route's callback needs Crosswind's own server")
                return try refuse(reason, request, &python)
            case .handler(let make, let match):
                return try answer(request, match, make, &python)
            }
        }
    }

    private mutating func answer(
        _ request: HTTPRequest, _ match: RouteMatch?, _ make: @escaping @Sendable () -> RequestHandler,
        _ python: inout Python
    ) throws(PythonError) -> PyPointer {
        do throws(EnvironError) {
            request.content = try BodyReader(reader: reader, configuration: configuration).body()
        } catch {
            return try refuse(error, request, &python)
        }
        let answer = answer(to: request, mayStream: configuration.streamsThroughWrite)
        return try run(HandlerRun(application, request, answer, match, make), &python)
    }

    /// A new reference: the environ itself, or, for what is mounted, one with the prefix in SCRIPT_NAME. `length` counts
    /// bytes of the quoted path that routes have seen.
    private func environ(
        below length: Int, of request: HTTPRequest, _ python: borrowing Python
    ) throws(PythonError) -> PyPointer {
        guard length > 0 else {
            Py_IncRef(reader.environ)
            return reader.environ
        }
        let quoted = request.quotedPrefix(length)
        let count = quoted.count - 2 * quoted.count { $0 == UInt8(ascii: "%") }
        let shift = PyBorrowed(unsafe: hosted.prelude.shifted, python)
        return try shift.call(
            PyBorrowed(unsafe: reader.environ, python), python.int(Int64(count)),
            python.bool(!configuration.routingIgnoresScriptName)
        ).take()
    }

    /// An error page.
    private mutating func refuse(
        _ error: any Error, _ request: HTTPRequest, _ python: inout Python
    ) throws(PythonError) -> PyPointer {
        let error = (error as? EnvironError).map { HTTPError($0.status, $0.description) } ?? error
        let answer = answer(to: request, mayStream: false)
        return try run(HandlerRun(application, request, answer, nil, { Refusal(error) }), &python)
    }

    private func answer(to request: HTTPRequest, mayStream: Bool) -> CallAnswer {
        CallAnswer(isHEAD: request.methodKind == .head, mayStream: mayStream, tags: hosted.tags)
    }

    private mutating func run(_ run: HandlerRun, _ python: inout Python) throws(PythonError) -> PyPointer {
        defer { report(run.takeLog(), python) }
        let answer = run.answer
        python.detached { run.begin() }
        while !answer.hasEnded {
            if answer.wantsDelivery {
                let taken = deliver(answer, python)
                python.detached { run.goOn(delivered: taken) }
            } else if configuration.waitsForSuspension, try !hasGreenlets(python) {
                python.detached { run.waitAndGoOn() }
                try heedSignals(run, &python)
            } else {
                return try giveUp(run, &python)
            }
        }
        if let failure { throw failure }
        return try writer.finish(answer, python)
    }

    /// Log entries go to `wsgi.errors`, or to standard error when that is not what it should be.
    private func report(_ lines: String, _ python: borrowing Python) {
        guard !lines.isEmpty else { return }
        do throws(PythonError) {
            guard let errors = reader.value(hosted.names.errors) else { return StandardError.write(lines) }
            let stream = PyBorrowed(unsafe: errors, python)
            _ = try stream.callMethod("write", python.str(lines))
            _ = try stream.callMethod("flush")
        } catch {
            StandardError.write(lines)
        }
    }

    /// Hands what was flushed to `write`; false when the server raises.
    private mutating func deliver(_ answer: CallAnswer, _ python: borrowing Python) -> Bool {
        guard failure == nil else { return false }
        do throws(PythonError) {
            try writer.deliver(answer, python)
            return true
        } catch {
            failure = error
            return false
        }
    }

    /// A handler that waits does not keep Ctrl-C, or a server's word to its worker, from this thread.
    private func heedSignals(_ run: HandlerRun, _ python: inout Python) throws(PythonError) {
        guard PyErr_CheckSignals() != 0 else { return }
        let error = PythonError.fetchRaised(python)
        python.detached { run.abandon() }
        throw error
    }

    private func hasGreenlets(_ python: borrowing Python) throws(PythonError) -> Bool {
        try PyBorrowed(unsafe: hosted.prelude.greenlets, python).call().isTrue()
    }

    private mutating func giveUp(_ run: HandlerRun, _ python: inout Python) throws(PythonError) -> PyPointer {
        let hasBegun = run.answer.hasBegun
        python.detached { run.abandon() }
        let error: SynchronousOnlyError = configuration.waitsForSuspension ? .greenlets : .suspension
        guard hasBegun else { return try refuse(error, anotherRequest(), &python) }
        application.settings.logger.error("\(error)")
        throw PythonError(.runtimeError, "\(error); its response is cut")
    }

    /// The handler that was given up may still use the request, on another thread.
    private func anotherRequest() -> HTTPRequest {
        do throws(EnvironError) { return try reader.request(configuration) } catch { return HTTPRequest() }
    }
}
