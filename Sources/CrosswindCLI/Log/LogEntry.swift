import Logging

/// What one log entry says, before it is put in a form.
struct LogEntry {
    let seconds: Int64
    let milliseconds: Int
    let level: Logger.Level
    let label: String
    let message: String
    /// In the order shown.
    let metadata: [(key: String, value: Logger.Metadata.Value)]
}
