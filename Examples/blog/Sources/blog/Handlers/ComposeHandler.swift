import Crosswind

/// Writes an entry, or, with `id`, changes one.
final class ComposeHandler: BlogHandler {
    override func get() async throws {
        try authenticated()
        var entry: Entry?
        if let id = try entryID() {
            entry = try await query { try $0.entry(id: id) }
            if entry == nil { throw HTTPError(404) }
        }
        let id = entry?.id.map { String($0) } ?? ""
        try render("compose.html", ["id": id, "entryTitle": entry?.title ?? "", "text": entry?.text ?? ""])
    }

    override func post() async throws {
        let author: Author = try authenticated()
        let title = try argument("title")
        let text = try argument("text")
        guard !title.isEmpty, !text.isEmpty else { throw HTTPError(400, "an entry without title or text") }
        let entry: Entry?
        if let id = try entryID() {
            entry = try await query { try $0.update(id: id, title: title, text: text) }
        } else {
            entry = try await query { try $0.add(title: title, text: text, by: author.id ?? 0) }
        }
        guard let entry else { throw HTTPError(404) }
        redirect(try reverseURL("entry", entry.slug), status: 303)
    }

    private func entryID() throws -> Int64? {
        let text = try argument("id", default: "")
        guard !text.isEmpty else { return nil }
        guard let id = Int64(text) else { throw HTTPError(404) }
        return id
    }
}
