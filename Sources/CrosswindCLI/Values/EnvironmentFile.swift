/// `--env-file`: lines of `NAME=VALUE`, as systemd's `EnvironmentFile=` and the `.env` files of many tools have them.
enum EnvironmentFile {
    /// The assignments, in order.
    ///
    /// Blank lines and those that begin with `#` are skipped, `export` in front is allowed. A value in double quotes may have
    /// `\n`, `\r`, `\t`, `\"`, `\\` and `\$` in it, one in single quotes is as it stands; without quotes it ends at ` #`. Nothing
    /// is expanded. Windows' line ends and its mark at the beginning of a file are no part of it.
    ///
    /// - Throws: an error that names `file` and the line.
    static func parse(_ text: String, file: String) throws(UsageError) -> [EnvironmentAssignment] {
        var found: [EnvironmentAssignment] = []
        let text = text.unicodeScalars.first == "\u{FEFF}" ? String(text.unicodeScalars.dropFirst()) : text
        // Not at each of Unicode's line ends: a value may hold the others.
        let lines = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
        for (index, line) in lines.enumerated() {
            var rest = line.trimmingSpaces
            if rest.isEmpty || rest.hasPrefix("#") { continue }
            if let behind = rest.after("export"), behind.first == " " || behind.first == "\t" {
                rest = behind.trimmingSpaces
            }
            do throws(UsageError) {
                var assignment = try EnvironmentAssignment(String(rest))
                assignment.value = try value(assignment.value)
                found.append(assignment)
            } catch {
                throw UsageError("\(file.printable):\(index + 1): \(error.message)")
            }
        }
        return found
    }

    private static func value(_ text: String) throws(UsageError) -> String {
        let text = text.trimmingSpaces
        guard let quote = text.first, quote == "\"" || quote == "'" else {
            return String(beforeComment(text).trimmingSpaces)
        }
        var out = ""
        var rest = text.dropFirst()
        while let character = rest.popFirst() {
            if character == quote {
                let behind = rest.trimmingSpaces
                guard behind.isEmpty || behind.hasPrefix("#") else {
                    throw UsageError("'\(String(behind).printable)' stands behind the closing quote; leave it out")
                }
                return out
            }
            guard character == "\\", quote == "\"", let escaped = rest.popFirst() else {
                out.append(character)
                continue
            }
            switch escaped {
            case "n": out.append("\n")
            case "r": out.append("\r")
            case "t": out.append("\t")
            case "\"", "\\", "$": out.append(escaped)
            default: out += "\\\(escaped)"
            }
        }
        throw UsageError("a quote is not closed")
    }

    private static func beforeComment(_ text: Substring) -> Substring {
        text.firstRange(of: " #").map { text[..<$0.lowerBound] } ?? text
    }
}

/// A variable for the application.
struct EnvironmentAssignment: Sendable, Equatable {
    let name: String
    var value: String

    /// Reads `NAME=VALUE`.
    init(_ text: String) throws(UsageError) {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let name = parts[0].trimmingSpaces
        guard parts.count == 2, !name.isEmpty, !text.utf8.contains(0), !name.contains(" ") else {
            throw UsageError("'\(text.printable)' is no assignment; write NAME=VALUE")
        }
        self.name = String(name)
        value = String(parts[1])
    }
}
