#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The code of a page of `docs/` that stands behind `<!-- run: FILE -->`, held to the test file that runs it.
public struct Snippets {
    /// How many there are.
    public let count: Int
    /// Blocks (between empty lines) of the page that do not stand in the file, line by line, indentation aside.
    public let missing: [String]

    /// The snippets of `page` (`docs/….md`) that the file `path` (`#filePath`) runs.
    public init(_ page: String, runBy path: String) throws {
        let parts = path.split(separator: "/").map(String.init)
        guard let tests = parts.lastIndex(of: "Tests") else { throw Unreadable(path: path) }
        let root = "/" + parts[..<tests].joined(separator: "/")
        let text = try Self.text("\(root)/\(page)")
        let code = Self.lines(try Self.text(path)).joined(separator: "\n")
        let name = parts[tests...].joined(separator: "/")
        var rest = text[...]
        var count = 0
        var missing: [String] = []
        while let opening = rest.firstRange(of: "<!-- run: \(name) -->\n```swift\n") {
            rest = rest[opening.upperBound...]
            guard let closing = rest.firstRange(of: "```") else { break }
            count += 1
            for block in rest[..<closing.lowerBound].split(separator: "\n\n") where !block.isEmpty {
                if !code.contains(Self.lines(String(block)).joined(separator: "\n")) { missing.append(String(block)) }
            }
            rest = rest[closing.upperBound...]
        }
        self.count = count
        self.missing = missing
    }

    /// A page or file that isn't there.
    public struct Unreadable: Error { let path: String }

    private static func lines(_ text: String) -> [String] {
        text.split(separator: "\n").map { String($0.drop { $0 == " " }) }
    }

    private static func text(_ path: String) throws -> String {
        guard let file = fopen(path, "r") else { throw Unreadable(path: path) }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var room = [UInt8](repeating: 0, count: 65_536)
        while case let count = fread(&room, 1, room.count, file), count > 0 { bytes += room[..<count] }
        return String(decoding: bytes, as: UTF8.self)
    }
}
