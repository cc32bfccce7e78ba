public import CrosswindHTTP

#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// Writes access log lines in one format. Each event loop has its own, since it remembers the current second's text.
public struct AccessLogRenderer: ~Copyable {
    private let format: AccessLogFormat
    private var clock: AccessLogClock
    private let process = UInt64(getpid())

    /// A renderer of `format`.
    public init(_ format: AccessLogFormat) {
        self.init(format, clock: AccessLogClock())
    }

    init(_ format: AccessLogFormat, clock: AccessLogClock) {
        self.format = format
        self.clock = clock
    }

    /// Appends the line of `record`, its line feed included. Allocates nothing beyond the buffer's growth.
    public mutating func render(
        _ record: borrowing some AccessRecord & ~Copyable & ~Escapable, into buffer: inout OutputBuffer
    ) {
        switch format.style {
        case .json: AccessLogJSON.append(record, to: &buffer)
        case .text(let segments):
            for segment in segments {
                switch segment {
                case .literal(let bytes): bytes.withUnsafeBytes { buffer.append($0) }
                case .atom(let atom): append(atom, record, to: &buffer)
                }
            }
        }
        buffer.append(UInt8(ascii: "\n"))
    }

    private mutating func append(
        _ atom: AccessLogAtom, _ record: borrowing some AccessRecord & ~Copyable & ~Escapable,
        to buffer: inout OutputBuffer
    ) {
        switch atom {
        case .remoteAddress: word(record.remoteAddress, to: &buffer)
        case .identity: buffer.append(UInt8(ascii: "-"))
        case .user:
            if !BasicUser.append(header("authorization", of: record), .word, to: &buffer) {
                buffer.append(UInt8(ascii: "-"))
            }
        case .time: clock.appendBracketed(record.wallSeconds, to: &buffer)
        case .requestLine: requestLine(record, to: &buffer)
        case .method: word(record.method, to: &buffer)
        case .path: word(record.path, to: &buffer)
        case .query: LogEscape.append(record.query, .word, to: &buffer)
        case .protocolVersion: word(record.protocolVersion, to: &buffer)
        case .status: buffer.append(decimal: UInt64(max(record.status, 0)))
        case .bytes: buffer.append(decimal: record.bodyBytes)
        case .bytesOrDash:
            if record.bodyBytes == 0 {
                buffer.append(UInt8(ascii: "-"))
            } else {
                buffer.append(decimal: record.bodyBytes)
            }
        case .referer: text(header("referer", of: record), to: &buffer)
        case .userAgent: text(header("user-agent", of: record), to: &buffer)
        case .seconds: buffer.append(decimal: record.duration / 1_000_000_000)
        case .milliseconds: buffer.append(decimal: record.duration / 1_000_000)
        case .microseconds: buffer.append(decimal: record.duration / 1_000)
        case .decimalSeconds:
            buffer.append(decimal: record.duration / 1_000_000_000)
            buffer.append(UInt8(ascii: "."))
            buffer.append(padded: Int(record.duration / 1_000 % 1_000_000), digits: 6)
        case .process:
            buffer.append(UInt8(ascii: "<"))
            buffer.append(decimal: process)
            buffer.append(UInt8(ascii: ">"))
        case .queue: buffer.append(decimal: record.queueWait / 1_000)
        case .gil: buffer.append(decimal: record.gilWait / 1_000)
        case .app: buffer.append(decimal: record.appTime / 1_000)
        case .requestHeader(let name): text(name.withUnsafeBytes { record.requestHeader($0) }, to: &buffer)
        case .responseHeader(let name): text(name.withUnsafeBytes { record.responseHeader($0) }, to: &buffer)
        case .environment(let name): text(name.withUnsafeBytes { record.environment($0) }, to: &buffer)
        }
    }

    private func header(
        _ name: StaticString, of record: borrowing some AccessRecord & ~Copyable & ~Escapable
    ) -> UnsafeRawBufferPointer {
        record.requestHeader(UnsafeRawBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
    }

    private func requestLine(
        _ record: borrowing some AccessRecord & ~Copyable & ~Escapable, to buffer: inout OutputBuffer
    ) {
        // A connection that sent nothing usable has no request line at all.
        guard !record.method.isEmpty else { return buffer.append(UInt8(ascii: "-")) }
        LogEscape.append(record.method, .text, to: &buffer)
        buffer.append(UInt8(ascii: " "))
        LogEscape.append(record.target, .text, to: &buffer)
        buffer.append(UInt8(ascii: " "))
        LogEscape.append(record.protocolVersion, .text, to: &buffer)
    }

    private func text(_ bytes: UnsafeRawBufferPointer, to buffer: inout OutputBuffer) {
        if bytes.isEmpty { buffer.append(UInt8(ascii: "-")) } else { LogEscape.append(bytes, .text, to: &buffer) }
    }

    private func word(_ bytes: UnsafeRawBufferPointer, to buffer: inout OutputBuffer) {
        if bytes.isEmpty { buffer.append(UInt8(ascii: "-")) } else { LogEscape.append(bytes, .word, to: &buffer) }
    }
}
