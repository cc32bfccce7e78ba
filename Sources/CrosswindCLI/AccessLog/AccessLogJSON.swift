import CrosswindHTTP

/// The `json` preset: one object a line, ASCII only, keys always in the same order; what is absent has no key.
///
/// `time` (ISO 8601, UTC), `remote`, `user`, `method`, `target`, `protocol`, `status`, `bytes`, `duration_us`,
/// `queue_us`, `gil_us`, `app_us`, `trace_id`, `referer`, `user_agent`.
enum AccessLogJSON {
    static func append(_ record: borrowing some AccessRecord & ~Copyable & ~Escapable, to buffer: inout OutputBuffer) {
        buffer.append("{\"time\":\"")
        buffer.append(iso8601: record.wallSeconds, milliseconds: Int(record.wallNanoseconds / 1_000_000))
        buffer.append(UInt8(ascii: "\""))
        string(",\"remote\":\"", record.remoteAddress, to: &buffer)
        user(header("authorization", of: record), to: &buffer)
        string(",\"method\":\"", record.method, to: &buffer)
        string(",\"target\":\"", record.target, to: &buffer)
        string(",\"protocol\":\"", record.protocolVersion, to: &buffer)
        number(",\"status\":", UInt64(max(record.status, 0)), to: &buffer)
        number(",\"bytes\":", record.bodyBytes, to: &buffer)
        number(",\"duration_us\":", record.duration / 1_000, to: &buffer)
        number(",\"queue_us\":", record.queueWait / 1_000, to: &buffer)
        number(",\"gil_us\":", record.gilWait / 1_000, to: &buffer)
        number(",\"app_us\":", record.appTime / 1_000, to: &buffer)
        if let trace = TraceParent.trace(header("traceparent", of: record)) {
            string(",\"trace_id\":\"", trace, to: &buffer)
        }
        string(",\"referer\":\"", header("referer", of: record), to: &buffer)
        string(",\"user_agent\":\"", header("user-agent", of: record), to: &buffer)
        buffer.append(UInt8(ascii: "}"))
    }

    private static func header(
        _ name: StaticString, of record: borrowing some AccessRecord & ~Copyable & ~Escapable
    ) -> UnsafeRawBufferPointer {
        record.requestHeader(UnsafeRawBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
    }

    private static func string(_ key: StaticString, _ bytes: UnsafeRawBufferPointer, to buffer: inout OutputBuffer) {
        guard !bytes.isEmpty else { return }
        buffer.append(key)
        LogEscape.append(bytes, .json, to: &buffer)
        buffer.append(UInt8(ascii: "\""))
    }

    private static func user(_ authorization: UnsafeRawBufferPointer, to buffer: inout OutputBuffer) {
        guard !authorization.isEmpty else { return }
        let mark = buffer.count
        buffer.append(",\"user\":\"")
        if BasicUser.append(authorization, .json, to: &buffer) {
            buffer.append(UInt8(ascii: "\""))
        } else {
            buffer.truncate(to: mark)
        }
    }

    private static func number(_ key: StaticString, _ value: UInt64, to buffer: inout OutputBuffer) {
        buffer.append(key)
        buffer.append(decimal: value)
    }
}
