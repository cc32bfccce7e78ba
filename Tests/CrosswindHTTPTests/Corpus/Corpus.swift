import CrosswindHTTP
import Testing

/// A request of gunicorn's test suite with what gunicorn makes of it.
struct CorpusEntry: Sendable, CustomTestStringConvertible {
    struct Expected: Sendable {
        var method: String
        var target: String
        var minorVersion: Int
        var fields: [[String]]
        var body: String
    }

    var name: String
    var bytes: [UInt8]
    var isValid: Bool
    var expected: [Expected]
    /// The settings of gunicorn that the verdict depends on.
    var settings: [String: String]

    var testDescription: String { name }

    /// Our limits where gunicorn's settings name limits; 0 means "as large as it goes" there.
    var limits: HTTPLimits {
        var limits = HTTPLimits()
        func number(_ key: String) -> Int? { settings[key].flatMap { Int($0) } }
        // gunicorn's own default, which some of the cases are about.
        limits.requestLine = number("limit_request_line") ?? 4094
        if let size = number("limit_request_field_size") { limits.fieldSize = size == 0 ? 8190 : size }
        if let count = number("limit_request_fields") { limits.fieldCount = count }
        return limits
    }

    /// Where the corpus lies: beside the repository, unless `CROSSWIND_CORPUS` says otherwise.
    static var path: String {
        if let path = environment("CROSSWIND_CORPUS") { return path }
        let root = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(4).joined(separator: "/")
        return root + "/../shared/corpus/gunicorn_requests.json"
    }

    static let all: [CorpusEntry] = {
        guard let bytes = contents(of: path) else { return [] }
        return JSON(bytes).list.map { entry in
            CorpusEntry(
                name: entry["name"].text ?? "",
                bytes: unescape(base64(entry["raw_base64"].text ?? "")),
                isValid: entry["valid"].bool ?? false,
                expected: entry["expect"].list.map { message in
                    Expected(
                        method: message["method"].text ?? "",
                        target: message["uri"]["raw"].text ?? "",
                        minorVersion: message["version"].list.last?.number ?? -1,
                        fields: message["headers"].list.map { $0.list.map { $0.text ?? "" } },
                        body: message["body"].text ?? "")
                },
                settings: entry["needs_gunicorn_settings"].object.compactMapValues { $0.text })
        }
    }()

    /// Undoes `\t` and `\xHH`, which gunicorn's files are written with and the corpus has kept.
    private static func unescape(_ bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        var at = 0
        while at < bytes.count {
            let rest = bytes[at...]
            if rest.starts(with: "\\t".utf8) {
                result.append(0x09)
                at += 2
            } else if rest.starts(with: "\\x".utf8),
                let byte = UInt8(String(decoding: rest.dropFirst(2).prefix(2), as: UTF8.self), radix: 16)
            {
                result.append(byte)
                at += 4
            } else {
                result.append(bytes[at])
                at += 1
            }
        }
        return result
    }

    /// The same with `Host: x` in each HTTP/1.1 request that lacks one: gunicorn doesn't ask for it, we do, and the point
    /// of the case is another.
    var withHosts: CorpusEntry {
        var entry = self
        while true {
            let transcript = Transcript(entry.bytes, limits: limits, stopsAtClose: true)
            guard transcript.error == .missingHost else { return entry }
            var line = entry.bytes.count - transcript.rest
            while entry.bytes[line] != 0x0A { line += 1 }
            entry.bytes.insert(contentsOf: "Host: x\r\n".utf8, at: line + 1)
        }
    }
}
