import Crosswind
import CrosswindMustache
import CrosswindTesting
import Foundation
import Testing

/// What docs/templates.md shows is what comes out.
@Suite struct DocumentationTests {
    struct Entry {
        var title = "Fish & Chips"
        var slug = "fish & chips"
    }

    struct Page {
        var title = "Home"
        var entries = [Entry()]
    }

    final class EntryModule: UIModule {
        override func render(_ argument: Any?) throws -> HTML {
            try renderString("modules/entry.html", ["entry": argument as Any])
        }
        override var embeddedCSS: String? { ".entry { margin: 1em }" }
    }

    final class PageHandler: RequestHandler {
        override func getCurrentUser() -> (any Sendable)? { "alice" }
        override func templateNamespace() -> [String: Any] { ["siteName": "My blog"] }
        override func get() async throws { try render(try argument("name"), Page()) }
    }

    /// The blocks of a language, by what stands behind it.
    static func blocks(_ language: String, in text: String) -> [String: String] {
        var found: [String: String] = [:]
        for part in text.components(separatedBy: "\n```\(language) ").dropFirst() {
            let lines = part.components(separatedBy: "\n")
            found[lines[0]] = lines.dropFirst().prefix { $0 != "```" }.map { "\($0)\n" }.joined()
        }
        return found
    }

    /// Without empty lines at the end.
    static func trimmed(_ text: String) -> String { text.trimmingCharacters(in: .newlines) }

    @Test func pages() async throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let text = try String(contentsOf: root.appending(path: "docs/templates.md"), encoding: .utf8)
        var settings = Settings()
        settings.templateEngine = try MustacheTemplates(Self.blocks("mustache", in: text))
        settings.uiModules = ["Entry": EntryModule.self]
        let application = try Application(
            [
                .route("/page", PageHandler.self),
                .route("/", PageHandler.self, name: "home"),
                .route("/entry/([^/]+)", PageHandler.self, name: "entry"),
            ], settings: settings)
        let pages = Self.blocks("html", in: text)
        #expect(pages.keys.sorted() == ["home.html", "links.html", "list.html"])
        await application.test { client in
            for (name, page) in pages {
                let response = await client.get("/page?name=\(name)")
                #expect(response.status == 200)
                #expect(Self.trimmed(response.text) == Self.trimmed(page), "\(name)")
            }
        }
    }
}
