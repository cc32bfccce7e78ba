import Testing

/// What Tornado and Python said, from `Answers/*.json`; `scripts/make-tornado-answers` asks them and says what a case
/// holds.
enum Answers {
    static func cases(_ name: String) -> [[JSON]] {
        let folder = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        guard let bytes = contents(of: folder + "/Answers/\(name).json") else { return [] }
        return JSON(bytes)["cases"].list.map(\.list)
    }

    /// Shows each case to `differ`, which says what we make of it where that is something else. Ten are told.
    static func compare(_ name: String, atLeast count: Int, differ: ([JSON]) throws -> String?) {
        let cases = cases(name)
        #expect(cases.count >= count, "the answers are missing")
        var told = 0
        for entry in cases where told < 10 {
            do {
                guard let difference = try differ(entry) else { continue }
                Issue.record("\(describe(entry)) but \(difference)")
            } catch { Issue.record("\(describe(entry)) but \(error)") }
            told += 1
        }
    }
}

private func describe(_ value: [JSON]) -> String { "[" + value.map(describe).joined(separator: ", ") + "]" }

private func describe(_ value: JSON) -> String {
    switch value {
    case .null: "null"
    case .bool(let value): "\(value)"
    case .number(let value): "\(value)"
    case .text(let value): value.debugDescription
    case .list(let value): describe(value)
    case .object(let value): "\(value.mapValues(describe))"
    }
}

extension JSON {
    /// The bytes that text of code points up to U+00FF stands for.
    var bytes: [UInt8] { (text ?? "").unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) } }

    /// The text; a case without it is a mistake of the script.
    var string: String {
        guard let text else { preconditionFailure("no text: \(self)") }
        return text
    }
}

/// Nil when the two are the same, else the first of them.
func difference<Value: Equatable>(_ ours: Value, _ theirs: Value) -> String? { ours == theirs ? nil : "\(ours)" }

/// Byte by byte, since `==` takes two ways to write an accent for the same.
func difference(_ ours: String, _ theirs: String) -> String? {
    ours.utf8.elementsEqual(theirs.utf8) ? nil : ours.debugDescription
}
