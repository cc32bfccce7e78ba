import Crosswind
import CrosswindMustache
import CrosswindTesting
import Foundation
import Logging
import Testing

@Suite struct TemplateFolderTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "templates-\(UUID().uuidString)")

    private func write(_ text: String, _ name: String) throws {
        let file = folder.appending(path: name)
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
    }

    private func application(debug: Bool) throws -> Application {
        var settings = Settings()
        settings.debug = debug
        settings.templateEngine = try MustacheTemplates(directory: folder.path)
        settings.logger.logLevel = .critical
        return try Application([.route("/", PageHandler.self)], settings: settings)
    }

    @Test("Files are called by their path in the folder; hidden and other ones are left")
    func names() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        for name in ["a.html", "sub/b.html", "feed.xml", ".hidden.html", "sub/.git/c.html", "style.css", "README"] {
            try write("x", name)
        }
        #expect(try MustacheTemplates(directory: folder.path).names == ["a.html", "feed.xml", "sub/b.html"])
        #expect(try MustacheTemplates(directory: folder.path, extensions: ["css"]).names == ["style.css"])
    }

    @Test("A folder that isn't there, and files that are none, say so")
    func broken() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        #expect(throws: TemplateError.self) { try MustacheTemplates(directory: folder.path + "/nowhere") }
        try write("{{#a}}", "sub/b.html")
        let error = #expect(throws: TemplateError.self) { try MustacheTemplates(directory: folder.path) }
        #expect(error?.description == "\(folder.path)/sub/b.html:1:7: the file ends within a section\n    {{#a}}")
        try Data([0xFF, 0xFE]).write(to: folder.appending(path: "sub/b.html"))
        let binary = #expect(throws: TemplateError.self) { try MustacheTemplates(directory: folder.path) }
        #expect(binary?.description.contains("b.html:1:1: not UTF-8") == true)
    }

    final class PageHandler: RequestHandler {
        override func get() async throws { try render("page.html") }
    }

    @Test("debug has changes seen: of a page, of what it includes, of one that is new; and shows what is broken")
    func reload() async throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        try write("{{> part.html}}", "page.html")
        try write("one", "part.html")
        let debug = try application(debug: true)
        let still = try application(debug: false)
        try await debug.test { client in
            #expect(await client.get("/").text == "one")
            try write("two, and longer", "part.html")
            #expect(await client.get("/").text == "two, and longer")
            try write("{{> new.html}}", "part.html")
            let broken = await client.get("/")
            #expect(broken.status == 500)
            #expect(broken.text.contains("part.html:1:1: no template \"new.html\""))
            try write("three", "new.html")
            #expect(await client.get("/").text == "three")
        }
        await still.test { #expect(await $0.get("/").text == "one") }
    }
}
