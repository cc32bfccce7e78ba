import CrosswindHTTP
import Logging

extension LogEntry {
    /// Appends `{"time":…,"level":…,"logger":…,"message":…,"metadata":{…}}` and a line feed. Valid JSON in UTF-8 whatever
    /// the message is; metadata is an object of its own so that its keys can't hide ours.
    func appendJSON(to buffer: inout OutputBuffer) {
        buffer.append("{\"time\":\"")
        buffer.append(iso8601: seconds, milliseconds: milliseconds)
        buffer.append("\",\"level\":")
        buffer.append(json: level.rawValue)
        buffer.append(",\"logger\":")
        buffer.append(json: label)
        buffer.append(",\"message\":")
        buffer.append(json: message)
        if !metadata.isEmpty {
            buffer.append(",\"metadata\":")
            buffer.append(json: metadata)
        }
        buffer.append("}\n")
    }
}

extension OutputBuffer {
    /// Appends a JSON string with its quotes.
    mutating func append(json text: String) {
        append("\"")
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": append("\\\"")
            case "\\": append("\\\\")
            case "\n": append("\\n")
            case "\r": append("\\r")
            case "\t": append("\\t")
            default:
                if scalar.isHarmful { append(jsonEscapeOf: scalar) } else { append(scalar: scalar) }
            }
        }
        append("\"")
    }

    /// Appends a JSON object.
    fileprivate mutating func append(json object: [(key: String, value: Logger.Metadata.Value)]) {
        append("{")
        for (index, (key, value)) in object.enumerated() {
            if index > 0 { append(",") }
            append(json: key)
            append(":")
            append(json: value)
        }
        append("}")
    }

    private mutating func append(json value: Logger.Metadata.Value) {
        switch value {
        case .string(let text): append(json: text)
        case .stringConvertible(let thing): append(json: thing.description)
        case .dictionary(let inner):
            append(json: inner.sorted { $0.key < $1.key }.map { (key: $0.key, value: $0.value) })
        case .array(let items):
            append("[")
            for (index, item) in items.enumerated() {
                if index > 0 { append(",") }
                append(json: item)
            }
            append("]")
        }
    }

    /// All harmful characters are in the basic plane, so `\uHHHH` suffices.
    private mutating func append(jsonEscapeOf scalar: Unicode.Scalar) {
        append("\\u")
        for shift in [12, 8, 4, 0] as [UInt32] { append(hexadecimal: UInt64(scalar.value >> shift & 15)) }
    }
}
