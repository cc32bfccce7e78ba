import CrosswindHTTP
import Testing

/// Names in the order they first came, and what was said for each.
private struct Grouped<Value: Equatable>: Equatable {
    var names: [String] = []
    var values: [[Value]] = []

    mutating func add(_ name: String, _ value: Value) {
        if let at = names.firstIndex(of: name) {
            values[at].append(value)
        } else {
            names.append(name)
            values.append([value])
        }
    }

    init() {}

    init(_ list: JSON, _ value: (JSON) -> Value) {
        for pair in list.list {
            for element in pair.list[1].list { add(pair.list[0].string, value(element)) }
        }
    }
}

private struct File: Equatable {
    var name: String
    var type: String
    var content: [UInt8]
}

@Suite struct FormAnswersTests {
    @Test func readsURLEncodedFormsAsTornado() {
        Answers.compare("urlencoded", atLeast: 600) { entry in
            var ours = Grouped<[UInt8]>()
            for field in try URLEncodedForm.parse(entry[0].bytes) { ours.add(field.name, field.value) }
            return difference(ours, Grouped(entry[1]) { $0.bytes })
        }
    }

    @Test func readsMultipartFormsAsTornado() {
        Answers.compare("multipart", atLeast: 500) { entry in
            let body = entry[1].bytes
            guard let parts = try? MultipartForm.parse(body, boundary: entry[0].bytes) else {
                if case .null = entry[2] { return nil }
                return "refused"
            }
            if case .null = entry[2] { return "taken" }
            var arguments = Grouped<[UInt8]>()
            var files = Grouped<File>()
            for part in parts {
                let content = Array(body[part.content])
                if let name = part.filename {
                    let type = part.contentType ?? "application/unknown"
                    files.add(part.name, File(name: name, type: type, content: content))
                } else {
                    arguments.add(part.name, content)
                }
            }
            return difference(arguments, Grouped(entry[2]) { $0.bytes })
                ?? difference(
                    files,
                    Grouped(entry[3]) {
                        File(name: $0.list[0].string, type: $0.list[1].string, content: $0.list[2].bytes)
                    })
        }
    }

    @Test func readsParametersAsTornado() {
        Answers.compare("parameters", atLeast: 500) { entry in
            let ours = ParameterisedValue(entry[0].string)
            return difference(ours.value, entry[1].string)
                ?? difference(
                    Dictionary(ours.parameters.map { ($0.name, $0.value) }) { $1 },
                    entry[2].object.compactMapValues(\.text))
        }
    }

    @Test func writesNamesAsTornado() {
        Answers.compare("names", atLeast: 80) { entry in
            var fields = HTTPFields()
            try fields.add(entry[0].string, "")
            return difference(fields.names, [entry[1].string])
        }
    }
}
