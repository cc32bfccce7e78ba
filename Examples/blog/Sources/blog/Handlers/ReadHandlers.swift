import Crosswind
import Foundation

/// The newest entries, a few to a page.
final class HomeHandler: BlogHandler {
    static let pageSize = 5

    override func get() async throws {
        guard let number = Int(try argument("page", default: "1")), 1...1_000_000 ~= number else {
            throw HTTPError(404)
        }
        let page = try await query { try $0.page(number, of: Self.pageSize) }
        guard number == 1 || !page.entries.isEmpty else { throw HTTPError(404) }
        // A blog in which nobody can write yet.
        if page.entries.isEmpty, try await !query({ try $0.hasAuthor() }) {
            return redirect(try reverseURL("register"))
        }
        try render(
            "home.html",
            [
                "entries": page.entries, "hasNewer": page.hasNewer, "newer": number - 1, "hasOlder": page.hasOlder,
                "older": number + 1,
            ])
    }
}

/// One entry.
final class EntryHandler: BlogHandler {
    override func get() async throws {
        let slug: String = try pathArgument("slug")
        guard let entry = try await query({ try $0.entry(slug: slug) }) else { throw HTTPError(404) }
        try render("entry.html", ["title": entry.title, "entry": entry])
    }
}

/// All entries, by title.
final class ArchiveHandler: BlogHandler {
    override func get() async throws {
        let entries = try await query { try $0.all() }
        try render("archive.html", ["entries": entries.map { EntryView($0) }])
    }
}

/// The newest entries for feed readers (RFC 4287).
final class FeedHandler: BlogHandler {
    override func get() async throws {
        let entries = try await query { try $0.page(1, of: 10) }.entries
        setHeader("Content-Type", "application/atom+xml; charset=UTF-8")
        let site = "\(request.protocol)://\(request.host)"
        let updated = EntryView.date(entries.map(\.updated).max() ?? 0)
        try render("feed.xml", ["entries": entries.map { EntryView($0) }, "site": site, "updated": updated])
    }
}
