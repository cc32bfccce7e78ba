import CrosswindThreads
import CrosswindHTTP
public import Logging

#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// The server's own log on standard error, as text for people or as a JSON object a line.
public struct CrosswindLogHandler: LogHandler {
    /// The least severe level that is shown.
    public var logLevel: Logger.Level
    /// Shown with every entry.
    public var metadata: Logger.Metadata = [:]
    /// Asked for more metadata with every entry.
    public var metadataProvider: Logger.MetadataProvider?

    private let label: String
    private let format: LogFormat
    private let sink: LogSink

    /// A handler that writes to standard error.
    ///
    /// - Parameters:
    ///   - label: the logger's name, as in `crosswind`.
    ///   - level: the least severe level to show.
    ///   - format: how entries look.
    public init(label: String, level: Logger.Level, format: LogFormat) {
        self.init(label: label, level: level, format: format, sink: .standardError)
    }

    init(label: String, level: Logger.Level, format: LogFormat, sink: LogSink) {
        self.label = label
        self.format = format
        self.sink = sink
        logLevel = level
    }

    private struct Current {
        var level = Logger.Level.info
        var format = LogFormat.text
        var isInstalled = false
    }

    private static let current = Guarded(Current())

    /// Makes this the handler of every logger that is made from now on. To be called before the first; again after a reload,
    /// for those made after it.
    public static func bootstrap(level: Logger.Level, format: LogFormat) {
        bootstrap(level: level, format: format, sink: .standardError)
    }

    static func bootstrap(level: Logger.Level, format: LogFormat, sink: LogSink) {
        let isFirst = current.withLock { current in
            defer { current = Current(level: level, format: format, isInstalled: true) }
            return !current.isInstalled
        }
        guard isFirst else { return }
        LoggingSystem.bootstrap { label in
            let now = current.withLock { $0 }
            return CrosswindLogHandler(label: label, level: now.level, format: now.format, sink: sink)
        }
    }

    /// One piece of metadata.
    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    /// Writes one entry.
    public func log(event: LogEvent) {
        var moment = timespec()
        clock_gettime(CLOCK_REALTIME, &moment)
        write(event, seconds: Int64(moment.tv_sec), milliseconds: Int(moment.tv_nsec / 1_000_000))
    }

    func write(_ event: LogEvent, seconds: Int64, milliseconds: Int) {
        var all = metadata
        // The nearer the source, the more it counts.
        if let provided = metadataProvider?.get() { all.merge(provided) { $1 } }
        if let own = event.metadata { all.merge(own) { $1 } }
        if let error = event.error { all["error"] = "\(error)" }
        let entry = LogEntry(
            seconds: seconds, milliseconds: milliseconds, level: event.level, label: label,
            message: event.message.description, metadata: all.sorted { $0.key < $1.key }
        ).bounded
        if event.level >= .error { LogEcho.tell(event.level, entry.message) }
        guard put(entry) else { return }
        let lost = sink.takeLost()
        guard lost > 0 else { return }
        let message = "entries of this log are lost: whoever reads it was too slow"
        _ = put(
            LogEntry(
                seconds: seconds, milliseconds: milliseconds, level: .warning, label: label, message: message,
                metadata: [(key: "entries", value: "\(lost)")]))
    }

    private func put(_ entry: LogEntry) -> Bool {
        var buffer = OutputBuffer(capacity: 256)
        switch format {
        case .text: entry.appendText(colours: sink.colours, to: &buffer)
        case .json: entry.appendJSON(to: &buffer)
        }
        return sink.write(buffer.bytes)
    }
}
