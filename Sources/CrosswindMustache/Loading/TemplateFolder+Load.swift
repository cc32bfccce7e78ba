import Crosswind
import Foundation

extension TemplateFolder {
    /// Reads all templates and parses them.
    func load() throws(TemplateError) -> LoadedTemplates {
        // Looked at before they are read: a change in between is seen the next time.
        let stamps = try stamp()
        var texts: [String: String] = [:]
        for stamp in stamps {
            guard let bytes = FileManager.default.contents(atPath: "\(path)/\(stamp.name)") else { continue }
            guard let text = String(validating: bytes, as: UTF8.self) else {
                throw .broken(file: "\(path)/\(stamp.name)", line: 1, column: 1, "not UTF-8", source: "")
            }
            texts[stamp.name] = text
        }
        return try LoadedTemplates(texts: texts, stamp: stamps, in: "\(path)/")
    }
}
