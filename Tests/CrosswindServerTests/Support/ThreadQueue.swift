import CrosswindHTTP
import NIOCore
import Synchronization

@testable import CrosswindServer

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A callback that lets another thread answer, as a Python worker does: one thread for each submitted exchange.
final class ThreadQueue: RequestCallback, ExchangeQueue {
    private let answer: @Sendable (HTTPExchange) -> Void
    let takesRuns: Bool
    private let streams: Bool
    /// The lengths of the batches that were submitted.
    let batches = Mutex<[Int]>([])

    init(
        takesRuns: Bool = true, streams: Bool = false, _ answer: @escaping @Sendable (HTTPExchange) -> Void
    ) {
        self.takesRuns = takesRuns
        self.streams = streams
        self.answer = answer
    }

    func handle(_ exchange: HTTPExchange) { exchange.submit(to: self) }

    func streamsBody(of exchange: HTTPExchange) -> Bool { streams }

    func submit(first: Unmanaged<HTTPExchange>, last: Unmanaged<HTTPExchange>, count: Int) -> Bool {
        batches.withLock { $0.append(count) }
        var next: HTTPExchange? = first.takeUnretainedValue()
        for _ in 0..<count {
            guard let exchange = next else { preconditionFailure("fewer exchanges than announced") }
            next = UnsafeRawPointer(bitPattern: exchange.link).map { Unmanaged.fromOpaque($0).takeUnretainedValue() }
            inThread { [answer] in answer(exchange) }
        }
        precondition(next == nil, "more exchanges than announced")
        return false
    }
}

/// Runs `body` on a plain thread: a test must not block Swift's own.
func inThread(_ body: @escaping @Sendable () -> Void) {
    final class Box: Sendable {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
    #if canImport(Glibc)
    var thread = pthread_t()
    #else
    var thread: pthread_t?
    #endif
    let status = pthread_create(
        &thread, &attributes,
        { box in
            #if canImport(Glibc)
            Unmanaged<Box>.fromOpaque(box!).takeRetainedValue().body()
            #else
            Unmanaged<Box>.fromOpaque(box).takeRetainedValue().body()
            #endif
            return nil
        }, Unmanaged.passRetained(Box(body)).toOpaque())
    precondition(status == 0)
    pthread_attr_destroy(&attributes)
}

/// A door that opens once, for threads of tests.
final class Gate: Sendable {
    private let isOpen = Atomic<Bool>(false)
    func open() { isOpen.store(true, ordering: .releasing) }
    /// Waits for at most twenty seconds; whether it opened.
    @discardableResult
    func wait() -> Bool { eventually { isOpen.load(ordering: .acquiring) } }
    var wasOpened: Bool { isOpen.load(ordering: .acquiring) }
}

extension HTTPExchange {
    /// A whole response by this thread, for all that the socket takes at once; what it doesn't goes to the loop.
    func answerHere(_ text: String, _ outcome: Outcome = .keepAlive) {
        let bytes = Array(text.utf8)
        bytes.withUnsafeBytes { bytes in
            switch socket.transmit(bytes) {
            case .gone: complete(.cut)
            case .sent(let count) where count == bytes.count: complete(outcome)
            case .sent(let count): complete(outcome, rest: .init(bytes: bytes[count...]))
            }
        }
    }
}

/// A response with a length, as a worker would write it.
func ok(_ body: String) -> String { "HTTP/1.1 200 OK\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)" }
