import Crosswind
import CrosswindMustache
import CrosswindTesting
import Foundation
import Logging
import Testing

/// A handler that renders `page` with what a test gives.
final class PageHandler: RequestHandler {
    var context: (@Sendable () -> Any)?
    var user: String?
    var names: [String: [String]] = [:]
    override func templateNamespace() -> [String: Any] { names }
    override func getCurrentUser() -> (any Sendable)? { user }
    override func get() async throws {
        if let context { try render("page", context()) } else { try render("page") }
    }
}

@Suite struct MustacheTemplatesTests {
    /// What a page is when its templates and context are these.
    private func page(
        _ template: String, _ others: [String: String] = [:], settings: Settings = Settings(), user: String? = nil,
        context: (@Sendable () -> Any)? = nil
    ) async throws -> TestResponse {
        var settings = settings
        settings.templateEngine = try MustacheTemplates(others.merging(["page": template]) { $1 })
        settings.logger.logLevel = .critical
        let application = try Application(
            [
                .route("/", name: "home") {
                    let handler = PageHandler()
                    handler.context = context
                    handler.user = user
                    return handler
                },
                .route("/item/([^/]*)/(.*)", PageHandler.self, name: "item"),
                .route("/r&d/(.*)", PageHandler.self, name: "r&d"),
                .route("/a'b", PageHandler.self, name: "quote"),
            ], settings: settings)
        return await application.test { await $0.get("/?q=<1>") }
    }

    @Test("Every value is escaped, in text and in attributes")
    func escaping() async throws {
        let evil = "<script>alert(\"1\")</script>'&"
        let response = try await page("{{a}}|{{list.0}}{{#list}}{{.}}{{/list}}|{{nested.x}}|{{request.uri}}") {
            ["a": evil, "list": [evil], "nested": ["x": evil]] as [String: Any]
        }
        let escaped = "&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&#39;&amp;"
        #expect(response.text == "\(escaped)|\(escaped)|\(escaped)|/?q=&lt;1&gt;")
        #expect(response.headers["Content-Type"] == "text/html; charset=UTF-8")
    }

    @Test("HTML goes in as it is, and tags in it are none")
    func html() async throws {
        let response = try await page("{{a}}{{{a}}}{{#b}}{{.}}{{/b}}{{c}}") {
            ["a": HTML("<b>{{secret}}</b>"), "b": [HTML("<i>")], "c": HTML(escaping: "<u>"), "secret": "1"]
                as [String: Any]
        }
        #expect(response.text == "<b>{&#123;secret}}</b><b>{&#123;secret}}</b><i>&lt;u&gt;")
        let script = try await page("{{a}}") { ["a": HTML("<script>if (a) {{{b()}}}</script>")] }
        #expect(script.text == "<script>if (a) {{{b()}}}</script>")
    }

    class Base { let inherited = "yes" }
    final class Derived: Base { let own: String? = "also" }

    @Test("Properties of structs, classes and what they inherit; optionals")
    func properties() async throws {
        let response = try await page("{{inherited}} {{own}} {{^none}}none{{/none}}") { Derived() }
        #expect(response.text == "yes also none")
    }

    @Test("The XSRF cookie is set when a page has a form, and not else")
    func xsrf() async throws {
        var settings = Settings()
        settings.xsrfCookies = true
        let with = try await page("{{xsrfFormHTML}}", settings: settings)
        #expect(with.text.hasPrefix("<input type=\"hidden\" name=\"_xsrf\" value=\"2|"))
        #expect(with.cookies["_xsrf"] != nil)
        let without = try await page("-", settings: settings)
        #expect(without.cookies.isEmpty)
    }

    @Test("The user, and what the handler passed comes first")
    func names() async throws {
        #expect(try await page("{{#currentUser}}{{.}}{{/currentUser}}", user: "alice").text == "alice")
        #expect(try await page("{{^currentUser}}nobody{{/currentUser}}").text == "nobody")
        let shadowed = try await page("{{request}}{{currentUser}}", user: "alice") {
            ["request": "mine", "currentUser": 7] as [String: Any]
        }
        #expect(shadowed.text == "mine7")
    }

    @Test("Paths of routes, with values of the template, wherever it stands")
    func reverseURL() async throws {
        let template = """
            {{reverseURL.home}} {{reverseURL.item.a.b}} {{#reverseURL}}item x {{v}}{{/reverseURL}}
            {{#items}}{{#reverseURL}}item {{ id }} {{v}}{{/reverseURL}} {{/items}}
            {{^none}}{{#reverseURL}}home{{/reverseURL}}{{/none}}
            """
        let response = try await page(template) {
            ["v": "a b/\"<{{v}}ü", "items": [["id": 1], ["id": 2]], "none": [String]()] as [String: Any]
        }
        let value = "a%20b/%22%3C%7B%7Bv%7D%7D%C3%BC"
        #expect(response.text == "/ /item/a/b /item/x/\(value)\n/item/1/\(value) /item/2/\(value) \n/")
        let quoted = try await page("{{#reverseURL}}quote{{/reverseURL}} {{#reverseURL}}r&d {{v}}{{/reverseURL}}") {
            ["v": 1]
        }
        #expect(quoted.text == "/a&#x27;b /r&amp;d/1")
        #expect(try await page("before {{reverseURL.nowhere}}").status == 500)
        #expect(try await page("before {{#reverseURL}}item {{v}}{{/reverseURL}}").status == 500)
    }

    @Test("URLs of static files, with their version where it can be known")
    func staticURL() async throws {
        var settings = Settings()
        settings.staticPath = URL(filePath: #filePath).deletingLastPathComponent().path
        let template =
            "{{#staticURL}}UIModuleTests.swift{{/staticURL}} {{#staticURL}} flags/{{country}}.svg {{/staticURL}}"
        let response = try await page(template, settings: settings) { ["country": "d&e"] }
        let urls = response.text.split(separator: " ")
        #expect(urls.count == 2)
        #expect(urls.first?.hasPrefix("/static/UIModuleTests.swift?v=") == true)
        #expect(urls.last == "/static/flags/d%26e.svg")
        #expect(try await page(template).status == 500, "no staticPath")
    }

    @Test("The user's language, and texts in it, with values where the translation wants them")
    func locale() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "locale-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let lines = [
            "Sign in,Iniciar <b>sesión</b>", "\"{{greeting}}, {{name}}\",\"{{name}}: {{greeting}}\"",
            "loop,{{#_}}loop{{/_}}", "broken,{{a b}}",
        ]
        try lines.joined(separator: "\n").write(to: folder.appending(path: "es.csv"), atomically: true, encoding: .utf8)
        var settings = Settings()
        settings.translations = try Translations(directory: folder.path, defaultLocale: "es")
        let template = "{{locale.code}} {{^locale.isRTL}}ltr{{/locale.isRTL}} {{#_}}Sign in{{/_}} {{#_}}unknown{{/_}} "
        let page = try await page(template + "{{#_}}{{greeting}}, {{name}}{{/_}}", settings: settings) {
            ["greeting": "Hola", "name": "<A>"]
        }
        #expect(page.text == "es ltr Iniciar <b>sesión</b> unknown &lt;A&gt;: Hola")
        #expect(try await self.page("{{#_}}loop{{/_}}", settings: settings).status == 500)
        #expect(try await self.page("{{#_}}broken{{/_}}", settings: settings).status == 500)
        #expect(try await self.page("{{locale}}{{#_}}x{{/_}}").text == "en_USx")
    }

    @Test("A template that isn't there is a 500, and so is a handler without an engine")
    func missing() async throws {
        var settings = Settings()
        settings.serveTraceback = true
        settings.logger.logLevel = .critical
        let bare = try Application([.route("/", PageHandler.self)], settings: settings)
        await bare.test { client in
            let response = await client.get("/")
            #expect(response.status == 500)
            #expect(response.text.contains("set Settings.templateEngine"))
        }
        settings.templateEngine = try MustacheTemplates(["other": ""])
        let lacking = try Application([.route("/", PageHandler.self)], settings: settings)
        await lacking.test { #expect(await $0.get("/").text.contains("no template \"page\"")) }
    }

    @Test(
        "What is no template says where",
        arguments: [
            ("one\n{{#a}}\n{{/b}}", "page:3:4: the section that ends here is not the one that is open\n    {{/b}}"),
            ("{{#a}}\n", "page:2:1: the file ends within a section\n    "),
            (
                "x {{a b}}",
                "page:1:7: a tag that doesn't end, or a name with a character that no name may have\n    x {{a b}}"
            ),
            ("x\n {{> nav.html}}", "page:2:2: no template \"nav.html\"\n     {{> nav.html}}"),
            ("{{<base}}{{/base}}", "page:1:1: no template \"base\"\n    {{<base}}{{/base}}"),
        ])
    func broken(_ text: String, _ message: String) {
        let error = #expect(throws: TemplateError.self) { try MustacheTemplates(["page": text]) }
        #expect(error?.description == message)
    }
}
