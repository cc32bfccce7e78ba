import CoreMetrics
import CrosswindServer
import CrosswindStatus
import CrosswindThreads
import Logging

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The scoreboard and the sockets it is shown at: made before the first fork, so that all workers count on one and any of
/// them answers.
///
/// Workers answer and not the supervisor, which has no threads and must keep to its work. They share the listening sockets,
/// so one that is stuck or stopped leaves the next client to another, and while all start anew clients wait in the kernel's
/// queue. Event loops answer, which never wait for Python.
struct StatusService {
    /// What is shown at an address.
    struct Listener {
        let descriptor: Int32
        let address: BindAddress
        /// The page, beside the metrics.
        let hasPage: Bool
    }

    let board: Scoreboard
    let listeners: [Listener]
    /// Where workers have the sockets at which they ask each other; nil when there is no page.
    var directory: String? { sockets?.path }
    private let sockets: StatusDirectory?
    /// Who removes all that at the end: a process that was forked from it must not.
    private let owner = getpid()

    /// nil when nobody asked for it, and then nothing is counted. Throws when an address can't be listened at.
    /// - Parameter identity: who workers become.
    static func open(
        _ options: CommandOptions, for identity: Identity?
    ) throws(CommandFailure) -> StatusService? {
        guard options.metricsBind ?? options.statusBind != nil, !options.check else { return nil }
        let board: Scoreboard
        do throws(ScoreboardError) {
            board = try Scoreboard()
        } catch {
            throw CommandFailure(message: error.description, code: ExitCode.failure)
        }
        bootstrapMetrics(board)
        var listeners: [Listener] = []
        if let address = options.metricsBind {
            listeners.append(try listen(address, OptionTable.metricsBind, hasPage: address == options.statusBind))
        }
        if let address = options.statusBind, address != options.metricsBind {
            listeners.append(try listen(address, OptionTable.statusBind, hasPage: true))
        }
        let sockets = options.statusBind == nil ? nil : try StatusDirectory(for: identity)
        if options.statusBind != nil { LogEcho.begin(board.errors) }
        return StatusService(board: board, listeners: listeners, sockets: sockets)
    }

    private static let isBootstrapped = Guarded(false)

    /// What code in this process counts by swift-metrics is at the same endpoint. Only the first time: swift-metrics takes
    /// one backend for a process' life.
    private static func bootstrapMetrics(_ board: Scoreboard) {
        let isFirst = isBootstrapped.withLock { done in
            defer { done = true }
            return !done
        }
        if isFirst { MetricsSystem.bootstrap(ScoreboardMetrics(board)) }
    }

    private static func listen(
        _ address: BindAddress, _ option: OptionSpec, hasPage: Bool
    ) throws(CommandFailure) -> Listener {
        do throws(ListenError) {
            let (descriptor, became) = try ListeningSocket.open(address, backlog: 64)
            return Listener(descriptor: descriptor, address: became, hasPage: hasPage)
        } catch {
            throw CommandFailure(
                message: "--\(option.name): \(error.description)", code: ExitCode.bind)
        }
    }

    /// One line for each address.
    func announce(_ logger: Logger) {
        for listener in listeners {
            let url = listener.address.url
            if listener.hasPage {
                logger.info("the status page is at \(url)/")
                if !listener.address.isLocal {
                    logger.warning(
                        "whoever can connect to \(url) sees what clients ask for; give --status-bind a loopback address or unix:PATH"
                    )
                }
            } else {
                logger.info("metrics are at \(url)/metrics")
            }
        }
    }

    /// For whoever opened the sockets, when all is over.
    func close() {
        guard getpid() == owner else { return }
        for listener in listeners {
            if case .unix(let path) = listener.address { unlink(path) }
            Self.closeDescriptor(listener.descriptor)
        }
        sockets?.remove()
    }

    /// A worker that ended: its socket's file, if it left one.
    func forget(pid: Int32) {
        board.vacate(pid: pid)
        sockets?.forget(pid: pid)
    }

    private static func closeDescriptor(_ descriptor: Int32) {
        #if canImport(Glibc)
        _ = Glibc.close(descriptor)
        #else
        _ = Darwin.close(descriptor)
        #endif
    }
}

extension BindAddress {
    /// Whether only this machine can connect: loopback, a UNIX socket. Of an inherited descriptor nobody said so.
    var isLocal: Bool {
        switch self {
        case .unix: true
        case .descriptor: false
        case .tcp(let host, _):
            host == "localhost" || host == "::1"
                || host.hasPrefix("127.") && host.utf8.allSatisfy { $0 == UInt8(ascii: ".") || $0 &- 48 < 10 }
        }
    }
}
