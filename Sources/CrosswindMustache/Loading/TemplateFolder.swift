import Crosswind
import Foundation

/// A folder of templates on disk.
struct TemplateFolder: Sendable {
    let path: String
    let extensions: Set<String>

    /// A file as it was when it was looked at.
    struct Stamp: Equatable, Sendable {
        var name: String
        var size: UInt64
        var changed: Date
    }

    /// All files that are templates, in order of their names; hidden ones are not.
    func stamp() throws(TemplateError) -> [Stamp] {
        let files = FileManager.default
        guard let all = try? files.subpathsOfDirectory(atPath: path) else {
            throw .notFound("*", in: "\(path), which can't be read")
        }
        return all.sorted().compactMap { name in
            guard !name.hasPrefix("."), !name.contains("/."), let dot = name.lastIndex(of: "."),
                extensions.contains(String(name[dot...].dropFirst())),
                let facts = try? files.attributesOfItem(atPath: "\(path)/\(name)"),
                facts[.type] as? FileAttributeType != .typeDirectory
            else { return nil }
            return Stamp(
                name: name, size: (facts[.size] as? NSNumber)?.uint64Value ?? 0,
                changed: facts[.modificationDate] as? Date ?? .distantPast)
        }
    }
}
