public import Logging

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Writes to the `wsgi.errors` of the request that is being answered, and to standard error when there is none.
///
/// ``WSGIModule/export(logLevel:_:)`` makes it the handler of all loggers, unless it is told not to.
public struct WSGILogHandler: LogHandler {
    /// The least severe level that is shown.
    public var logLevel: Logger.Level
    /// Shown with every entry.
    public var metadata: Logger.Metadata = [:]
    /// Asked for more metadata with every entry.
    public var metadataProvider: Logger.MetadataProvider?

    private let label: String

    /// A handler for the logger called `label`.
    public init(label: String, level: Logger.Level = .info) {
        self.label = label
        logLevel = level
    }

    /// One piece of metadata.
    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    /// Writes one entry: `2026-11-26 18:00:00 warning crosswind.access: message key=value`.
    public func log(event: LogEvent) {
        var all = metadata
        if let provided = metadataProvider?.get() { all.merge(provided) { $1 } }
        if let own = event.metadata { all.merge(own) { $1 } }
        if let error = event.error { all["error"] = "\(error)" }
        var line = "\(Self.now()) \(event.level.rawValue) \(label): \(Self.printable(event.message.description))"
        for (key, value) in all.sorted(by: { $0.key < $1.key }) { line += " \(key)=\(Self.printable("\(value)"))" }
        line += "\n"
        if CallLog.current?.add(line) != true { StandardError.write(line) }
    }

    /// Local time, as the logs of WSGI servers have it.
    private static func now() -> String {
        var moment = time(nil)
        var parts = tm()
        localtime_r(&moment, &parts)
        return String(unsafeUninitializedCapacity: 32) { room in
            room.withMemoryRebound(to: CChar.self) { strftime($0.baseAddress!, 32, "%Y-%m-%d %H:%M:%S", &parts) }
        }
    }

    /// Nothing in an entry may pass for another one: control characters are escaped, further lines indented.
    private static func printable(_ text: String) -> String {
        guard text.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) else { return text }
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x0A: result += "\n    "
            case 0..<0x20, 0x7F: result += "\\x" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
