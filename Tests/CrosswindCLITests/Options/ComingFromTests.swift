import Testing

@testable import CrosswindCLI

/// Holds docs/coming-from.md to what the command does with other servers' options.
@Suite struct ComingFromTests {
    struct Row {
        let flags: [String]
        let verdict: String
    }

    private static func rows() throws -> [Row] {
        let root = #filePath.split(separator: "/").dropLast(4).joined(separator: "/")
        let page = try #require(contents("/\(root)/docs/coming-from.md"))
        return String(decoding: page, as: UTF8.self).split(separator: "\n").compactMap { line in
            let cells = line.split(separator: "|", omittingEmptySubsequences: false).map { $0.trimmingSpaces }
            guard line.hasPrefix("| `-"), cells.count >= 4 else { return nil }
            let flags = cells[1].split(separator: ",").map { String($0.filter { $0 != "`" && $0 != " " }) }
            return Row(flags: flags, verdict: String(cells[2]))
        }
    }

    private static let others: Set<String> = ["print-config", "version", "help"]

    /// The option of ours that `flag` sets; nil when it is none.
    private func option(_ flag: String) throws -> String? {
        guard flag.hasPrefix("--") else { return OptionTable.all.first { $0.short.map { "-\($0)" } == flag }?.name }
        let normal = try ArgumentNormaliser.normalise([flag])
        let name = normal[0].dropFirst(2).prefix { $0 != "=" }
        let positive = String(name.after("no-") ?? name)
        return OptionTable.all.contains { $0.name == positive } || Self.others.contains(positive) ? positive : nil
    }

    @Test func everyRowIsTrue() throws {
        let rows = try Self.rows()
        #expect(rows.count > 200)
        for row in rows {
            for flag in row.flags {
                if let ours = row.verdict.after("accepted for `--") {
                    #expect(try option(flag) == String(ours.dropLast()), "\(flag)")
                } else if row.verdict == "the same" || row.verdict == "something else" {
                    #expect(try option(flag) != nil, "\(flag)")
                } else {
                    #expect(row.verdict.hasPrefix("refused"), "\(flag): \(row.verdict)")
                    let message = usageError(flag)
                    #expect(message.hasPrefix("\(flag) is no option of crosswind: "), "\(flag): \(message)")
                    if let ours = row.verdict.after("refused; `--") {
                        #expect(message.contains("use --\(ours.dropLast())"), "\(flag): \(message)")
                        let name = ours.after("no-") ?? ours
                        #expect(OptionTable.all.contains { $0.name == name.dropLast() }, "\(flag): \(ours)")
                    }
                }
            }
        }
    }

    @Test func everyRemedyAndAliasIsInTheTables() throws {
        let listed = Set(try Self.rows().flatMap(\.flags))
        for (_, names) in ForeignOptions.ofServers { for name in names { #expect(listed.contains(name), "\(name)") } }
        for alias in ForeignOptions.aliases.keys { #expect(listed.contains("--\(alias)"), "\(alias)") }
    }
}
