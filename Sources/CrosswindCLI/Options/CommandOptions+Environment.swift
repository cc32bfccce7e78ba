#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

extension CommandOptions {
    /// `--env`, each an assignment.
    static func assignments(
        _ given: [String], _ sources: OptionSources
    ) throws(UsageError) -> [EnvironmentAssignment] {
        guard let found = sources.find(OptionTable.env, given.isEmpty ? nil : OptionSpec.joined(pairs: given)) else {
            return []
        }
        var assignments: [EnvironmentAssignment] = []
        for pair in OptionSpec.pairs(found.text) {
            assignments.append(
                try OptionSources.about(found) { () throws(UsageError) in try EnvironmentAssignment(String(pair)) })
        }
        return assignments
    }

    /// What the files of `--env-file` hold now, then `--env`; later ones go first.
    ///
    /// - Parameter directory: where relative paths begin.
    func environmentAssignments(
        in directory: String
    ) throws(UsageError) -> (files: [EnvironmentAssignment], own: [EnvironmentAssignment]) {
        var all: [EnvironmentAssignment] = []
        for path in envFiles {
            do throws(UsageError) {
                let place = path.hasPrefix("/") ? path : "\(directory)/\(path)"
                all += try EnvironmentFile.parse(try Self.text(place, shown: path), file: path)
            } catch {
                throw error.about("--env-file")
            }
        }
        return (all, env)
    }

    private static func text(_ place: String, shown path: String) throws(UsageError) -> String {
        let descriptor = open(place, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw UsageError("can't read \(path.printable): \(String(cString: strerror(errno)))")
        }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 16_384)
        while true {
            let count = read(descriptor, &part, part.count)
            if count < 0 { throw UsageError("can't read \(path.printable): \(String(cString: strerror(errno)))") }
            if count == 0 { break }
            bytes += part[..<count]
            guard bytes.count <= 1 << 20 else { throw UsageError("\(path.printable) has more than 1 MiB") }
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw UsageError("\(path.printable) is not UTF-8")
        }
        return text
    }
}
