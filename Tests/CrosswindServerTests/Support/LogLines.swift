import Logging
import Synchronization

/// Keeps what is logged.
final class LogLines: Sendable {
    private let lines = Mutex<[(message: String, fields: String)]>([])
    /// The messages.
    var all: [String] { lines.withLock { $0.map(\.message) } }
    /// The messages with their metadata, a line each.
    var text: String { lines.withLock { $0.map { "\($0.message)\($0.fields)" }.joined(separator: "\n") } }
    var logger: Logger { Logger(label: "test") { _ in Handler(lines: self) } }

    private struct Handler: LogHandler {
        let lines: LogLines
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.info

        func log(event: LogEvent) {
            let fields = (event.metadata ?? [:]).map { " \($0)=\($1)" }.sorted().joined()
            lines.lines.withLock { $0.append(("\(event.message)", fields)) }
        }

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }
    }
}
