import Crosswind
import Foundation

/// An entry as templates see it.
struct EntryView {
    var id: Int64
    var slug: String
    var title: String
    var body: HTML
    var published: String
    var updated: String
    var day: String

    init(_ entry: Entry) {
        id = entry.id ?? 0
        slug = entry.slug
        title = entry.title
        body = Self.paragraphs(entry.text)
        published = Self.date(entry.published)
        updated = Self.date(entry.updated)
        day = String(published.prefix(10))
    }

    /// Plain text as paragraphs, with links; HTML in it is shown, not obeyed.
    static func paragraphs(_ text: String) -> HTML {
        let lines = text.replacingOccurrences(of: "\r\n", with: "\n").components(separatedBy: "\n\n")
        return HTML(
            lines.map { $0.trimmingCharacters(in: .newlines) }.filter { !$0.isEmpty }.map { paragraph in
                let html = Escape.linkify(paragraph, extraParams: "rel=\"nofollow\"")
                return "<p>\(html.replacingOccurrences(of: "\n", with: "<br>\n"))</p>"
            }.joined(separator: "\n"))
    }

    /// `2026-11-26T18:00:00Z` (RFC 3339).
    static func date(_ seconds: Int64) -> String {
        Date(timeIntervalSince1970: Double(seconds)).formatted(.iso8601)
    }
}

/// `{{Entry(entry)}}` in a template: an entry with its title, date and text.
final class EntryModule: UIModule {
    override func render(_ argument: Any?) throws -> HTML {
        guard let entry = argument as? Entry else { throw HTTPError(500, "the module Entry wants an entry") }
        return try renderString("modules/entry.html", ["entry": EntryView(entry)])
    }
}
