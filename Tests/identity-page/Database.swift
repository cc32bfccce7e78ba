import CrosswindSecurity

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// What stands for the site's database: a file that is read at each question.
struct Database: Sendable {
    private func row(_ kind: String, _ key: String) -> [String]? {
        guard CommandLine.arguments.count > 1, let file = fopen(CommandLine.arguments[1], "r") else { return nil }
        defer { fclose(file) }
        var room = [UInt8](repeating: 0, count: 1 << 16)
        let count = fread(&room, 1, room.count, file)
        return String(decoding: room[..<count], as: UTF8.self).split(separator: "\n")
            .map { $0.split(separator: " ").map { String($0) } }.first { $0.prefix(2) == [kind, key] }
    }

    func session(_ key: String) async throws -> (data: String, expires: Int64)? {
        guard let row = row("session", key), row.count == 4, let expires = Int64(row[3]) else { return nil }
        return (row[2], expires)
    }

    func password(_ id: String) async throws -> String? { row("password", id)?.last }
}

let database = Database()
/// Of Tests/Python/harness/django_site.py.
let keys: SecretKeys = "django's secret key, of some length, for tests"
