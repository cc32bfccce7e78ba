// Unsafe: runs the WSGI protocol on bare references through the C API; each function says what it owns. Confined to its
// worker's thread; `@unchecked Sendable` because the pool hands it to that thread at its start.
import CPythonABI
import CrosswindHTTP
import CrosswindServer
import Logging
import NIOCore
import PythonBridge

/// One worker's half of the WSGI protocol: calls the app, and sends what it answers (PEP 3333).
///
/// The parts: `WorkerServer+StartResponse` is what the app calls, `+Body` sends what it returns, `+Output` gives bytes
/// to the socket, `+File` is `wsgi.file_wrapper`, `+Abandon` is what happens when the app takes too long.
final class WorkerServer: @unchecked Sendable {
    /// How far the response is.
    enum Stage {
        /// `start_response` has not been called.
        case silent
        /// It was called; the head is in `output`, and may still be replaced.
        case headed
        /// The head was sent or is framed with the first of the body: no more changes.
        case begun
    }

    let index: Int
    let keys: EnvironKeys
    let prelude: SharedPrelude
    let logger: Logger
    let log: (any ExchangeLog)?
    /// Whether there is a log: to ask that of the optional itself is to copy and count it.
    let isLogged: Bool
    let stallMilliseconds: Int32

    var builder: EnvironBuilder
    var output = OutputBuffer(capacity: 4096)
    var common: CommonFields
    var commonSecond: Int64 = 0

    /// The request being answered; its facts that every answer needs stand below.
    unowned(unsafe) var exchange: HTTPExchange!
    /// The first of its run, which takes what the socket doesn't to the loop.
    unowned(unsafe) var first: HTTPExchange!
    var socket = ResponseSocket.none
    var core: Unmanaged<ServerCore>!
    var minorVersion: UInt8 = 1
    var isHEAD = false
    var clientKeepsAlive = false
    var status: UInt16 = 0
    var bodyBytesSent = 0
    var encoder = ResponseEncoder(minorVersion: 1, isHEAD: false, keepAlive: true)
    var stage = Stage.silent
    /// Where this response's head begins in `output`; before it stand unsent answers of the same run.
    var headStart = 0
    /// Whether the response is this worker's to touch, or the app's through `start_response` and `write`.
    let turn = ResponseTurn()
    /// What `turn` knows the request by.
    var token: UInt = 0
    /// The app took so long that somebody else has answered (`WorkerServer+Abandon`). The exchange is the loop's already, and
    /// nothing of it may be touched any more.
    var isLost = false
    /// What the client is too slow for, in a file (`WorkerServer+Keep`): then nothing more goes to the socket.
    var spool: SpoolFile?
    /// What of it `output` counts as.
    var share: ResponseMemory.Share?
    let spoolDirectory: String?
    /// The client is gone, or took nothing for too long: nothing more is sent.
    var isGone = false
    /// The response broke a rule after its head was sent: the connection must be cut.
    var mustCut = false
    /// The app has given more than its Content-Length: the rest isn't asked for.
    var hasEnough = false
    /// A copy of the head for the access log.
    var loggedHead = OutputBuffer(capacity: 64)
    /// What other threads may send while the app works; see `Exposure`.
    let exposure = Exposure()
    let watch: Watch
    /// Which requests a watched application gets.
    var sampler = Sampler()
    /// What others see of this worker.
    let live: LiveSlot
    /// When the request, or the run, was taken from the queue.
    private var takenAt: UInt64 = 0

    /// Somebody wants to know where the time goes; see `WorkerServer+Times`.
    var isTimed = false
    /// Nanoseconds of this request in which the socket was given its response.
    var wroteFor: UInt64 = 0
    /// Nanoseconds of this request in which the GIL was waited for after that.
    var regainedFor: UInt64 = 0
    /// Whether the response says so.
    let sendsTimes: Bool
    var timing = OutputBuffer(capacity: 64)
    let happened: (@Sendable (ServerEvent) -> Void)?

    init(
        index: Int, keys: EnvironKeys, prelude: SharedPrelude, settings: ServerConfiguration, watch: Watch,
        sendsTimes: Bool
    ) {
        self.index = index
        self.keys = keys
        self.prelude = prelude
        self.watch = watch
        live = LiveSlot(index: index)
        self.sendsTimes = sendsTimes
        happened = settings.happened
        logger = settings.logger
        log = settings.log
        isLogged = log != nil
        spoolDirectory = settings.spoolDirectory
        stallMilliseconds = settings.writeTimeout.pollMilliseconds
        builder = EnvironBuilder(keys: keys)
        common = CommonFields(serverName: settings.serverName)
        turn.belongs(to: self)
    }

    /// Attached, at the end of the worker.
    func retire(_ python: inout Python) {
        turn.leave()
        builder.release()
    }

    /// Answers a request, and the run behind it, taken from the queue at `now` (monotonic nanoseconds).
    func serve(_ first: Unmanaged<HTTPExchange>, now: UInt64, _ python: inout Python) {
        takenAt = now
        var current: Unmanaged<HTTPExchange>? = first
        var outcome = HTTPExchange.Outcome.keepAlive
        output.clear(keep: 262_144)
        isGone = false
        isLost = false
        self.first = first._withUnsafeGuaranteedRef { $0 }
        while let reference = current {
            reference._withUnsafeGuaranteedRef { exchange in
                self.exchange = exchange
                outcome = serveOne(exchange, &python)
                if isLost { return }
                current = exchange.nextInRun.map { Unmanaged.passUnretained($0) }
            }
            if isLost || outcome != .keepAlive { break }
        }
        if !isLost {
            if outcome != .cut { keepOutput(&python) }
            first._withUnsafeGuaranteedRef { hand($0, isGone ? .cut : outcome) }
        }
        exchange = nil
        self.first = nil
    }

    private func serveOne(_ exchange: HTTPExchange, _ python: inout Python) -> HTTPExchange.Outcome {
        // Nobody would read the answer: spare the app the work.
        if exchange.isCancelled { return .cut }
        live.begin(exchange, since: takenAt)
        defer { live.end() }
        stage = .silent
        mustCut = false
        hasEnough = false
        headStart = output.count
        socket = exchange.socket
        core = exchange.core
        minorVersion = exchange.head.minorVersion
        isHEAD = exchange.head.methodKind == .head
        clientKeepsAlive = exchange.head.keepAlive
        status = 0
        bodyBytesSent = 0
        encoder = newEncoder()
        beginTimes(exchange)
        call(exchange, &python)
        return isLost ? .cut : finish(exchange)
    }

    /// Calls the app and sends what it returns.
    private func call(_ exchange: HTTPExchange, _ python: inout Python) {
        let mounted = Unmanaged<MountedApplication>.fromOpaque(exchange.owner.unsafelyUnwrapped)
        guard let environ = mounted._withUnsafeGuaranteedRef({ builder.make(exchange, $0.template) }) else {
            return failed(&python, "can't make the environ of")
        }
        guard setInput(environ, exchange, python) else {
            Py_DecRef(environ)
            return failed(&python, "can't make the body of")
        }
        token = turn.begin()
        guard let startResponse = StartResponse.make(token) else {
            Py_DecRef(environ)
            return failed(&python, "can't make start_response for")
        }
        let application = mounted._withUnsafeGuaranteedRef { mounted in
            guard let watched = mounted.watched else { return mounted.application }
            return sampler.takes(mounted.threshold) ? watched : mounted.application
        }
        enterApp()
        let result = cpython_call2(application, environ, startResponse)
        leaveApp(&python)
        if let result {
            if isLost { closeLate(result) } else { send(result, &python) }
            Py_DecRef(result)
        } else if isLost {
            failedLate(python)
        } else {
            failed(&python, "the application failed on")
        }
        // Only now: what the app keeps in environ (a database connection, a spooled body) lives until here.
        turn.end()
        Py_DecRef(startResponse)
        Py_DecRef(environ)
        if isLost { return }
        // Its memory or file goes now, not when the loop next looks.
        exchange.releaseBody()
    }

    /// The end of one response: its last chunk, its log line, what becomes of the connection.
    func finish(_ exchange: HTTPExchange) -> HTTPExchange.Outcome {
        var outcome = HTTPExchange.Outcome.cut
        if !isGone, !mustCut {
            switch encoder.finish(into: &output) {
            case .complete(let keepAlive): outcome = keepAlive ? .keepAlive : .close
            case .short(let missing):
                logger.error(
                    "the application's response is \(missing) bytes shorter than its Content-Length; connection cut",
                    metadata: requestMetadata(exchange))
            }
        }
        // Within a run, answers gather; the last one takes all along.
        let isLast = exchange.nextInRun == nil || outcome != .keepAlive
        if !isGone, isLast || output.count > 65_536 { offer() }
        if isGone { outcome = .cut }
        // A client that asks for more than it reads could make us hold an answer for each request of the run. What it gets no
        // answer to before the end of the connection it must ask again (RFC 9112 §9.3.2).
        if !isLast, outcome == .keepAlive, output.count > Self.mostGathered || spool != nil { outcome = .close }
        exchange.status = status
        exchange.bodyBytesSent = bodyBytesSent
        endTimes(exchange)
        if isLogged, let log {
            log.record(exchange, responseHead: loggedHead.bytes)
            loggedHead.clear()
        }
        exchange.ended()
        return outcome
    }

    /// Bytes of answers within a run that may wait for the client before the connection ends behind them.
    private static let mostGathered = 1 << 20

    /// For a head that is begun, or begun anew.
    func newEncoder() -> ResponseEncoder {
        ResponseEncoder(
            minorVersion: minorVersion, isHEAD: isHEAD,
            keepAlive: clientKeepsAlive && core._withUnsafeGuaranteedRef { $0.keepsConnections })
    }

    /// `Date` and `Server`, made anew once a second.
    func refreshCommon() {
        let now = wallClockSeconds()
        if now != commonSecond {
            commonSecond = now
            common.update(unixTime: now)
        }
    }

    // MARK: failures

    /// The app raised, or broke a rule that raised in its place: the exception is set. Logs it whole, and answers 500
    /// when that is still possible.
    func failed(_ python: inout Python, _ what: String) {
        let error = PythonError.fetchRaised(python)
        logger.error(
            "\(what) \(requestName(exchange))\n\(error.traceback)", metadata: requestMetadata(exchange))
        answerError()
    }

    /// The app broke a rule of PEP 3333.
    func broke(_ rule: String) {
        logger.error("\(requestName(exchange)): \(rule)", metadata: requestMetadata(exchange))
        answerError()
    }

    /// A page for a failure before the head; a cut after it, so that the client can't take the rest for the whole.
    private func answerError() {
        answerError(
            500, "Internal Server Error",
            "<html><title>500: Internal Server Error</title><body>500: Internal Server Error</body></html>",
            encoder: newEncoder())
    }

    /// The same with any status; `fresh` frames it.
    func answerError(_ code: UInt16, _ reason: StaticString, _ page: StaticString, encoder fresh: ResponseEncoder) {
        guard stage != .begun else {
            mustCut = true
            return
        }
        output.truncate(to: headStart)
        encoder = fresh
        let bytes = UnsafeRawBufferPointer(start: page.utf8Start, count: page.utf8CodeUnitCount)
        do throws(HTTPFieldError) {
            try encoder.begin(status: code, reason: raw(reason), into: &output)
            try encoder.field(name: raw("Content-Type"), value: raw("text/html; charset=UTF-8"), into: &output)
        } catch {
            mustCut = true
            return
        }
        status = code
        endHead(bodyCount: bytes.count)
        _ = encoder.body(bytes, into: &output)
        bodyBytesSent += isBodyless ? 0 : bytes.count
    }

    /// The head is framed, and says that no body follows: HEAD, 204, 304.
    var isBodyless: Bool { stage == .begun && encoder.framing == .none }

    func raw(_ text: StaticString) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
    }

    private func requestName(_ exchange: HTTPExchange) -> String {
        let head = exchange.head
        return String(decoding: head.slice(head.method), as: UTF8.self) + " "
            + String(decoding: head.slice(head.target).prefix(512), as: UTF8.self)
    }

    func requestMetadata(_ exchange: HTTPExchange) -> Logger.Metadata {
        ["peer": "\(String(decoding: exchange.peerAddress, as: UTF8.self))"]
    }

    // MARK: the request's body

    private func setInput(_ environ: PyPointer, _ exchange: HTTPExchange, _ python: borrowing Python) -> Bool {
        let input: PyPointer?
        switch exchange.body {
        case .empty:
            // A body of no bytes, chunked or of length 0; the template's input serves.
            return exchange.head.framing == .chunked ? setLength(environ, 0) : true
        case .memory(let buffer):
            let bytes = buffer.withUnsafeReadableBytes {
                PyBytes_FromStringAndSize($0.baseAddress?.assumingMemoryBound(to: CChar.self), $0.count)
            }
            guard let bytes else { return false }
            input = cpython_call1(prelude.bytesIO, bytes)
            Py_DecRef(bytes)
            if exchange.head.framing == .chunked, !setLength(environ, buffer.readableBytes) { return false }
        case .file(let file):
            guard let descriptor = PyLong_FromLongLong(Int64(file.descriptor)) else { return false }
            input = cpython_call1(prelude.spooled, descriptor)
            Py_DecRef(descriptor)
            if exchange.head.framing == .chunked, !setLength(environ, file.count) { return false }
        case .stream(let stream):
            input = StreamReader.make(stream, prelude.streamed, python)
        }
        guard let input else { return false }
        defer { Py_DecRef(input) }
        return PyDict_SetItem(environ, keys.input, input) == 0
    }

    private func setLength(_ environ: PyPointer, _ count: Int) -> Bool {
        guard let number = PyLong_FromLongLong(Int64(count)) else { return false }
        defer { Py_DecRef(number) }
        guard let text = PyObject_Str(number) else { return false }
        defer { Py_DecRef(text) }
        return PyDict_SetItem(environ, keys.contentLength, text) == 0
    }
}
