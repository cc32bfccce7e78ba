import Crosswind
import CrosswindMustache
import CrosswindTesting
import Logging
import Testing

/// Templates that include themselves.
@Suite struct InclusionTests {
    struct Node {
        var name: String
        var children: [Node] = []
        var kind = "node"
    }

    /// A tree that is `depth` deep.
    private static func chain(_ depth: Int) -> Node {
        (1..<depth).reversed().reduce(Node(name: "\(depth)")) { Node(name: "\($1)", children: [$0]) }
    }

    final class NestModule: UIModule {
        override func render(_ argument: Any?) throws -> HTML { try renderString("nest", ["x": "deeper"]) }
    }

    private func page(
        _ templates: [String: String], _ node: Node = chain(3), list: Int = 0
    ) async throws -> TestResponse {
        var settings = Settings()
        settings.logger.logLevel = .critical
        settings.serveTraceback = true
        settings.uiModules = ["Nest": NestModule.self]
        settings.templateEngine = try MustacheTemplates(templates)
        let application = try Application(
            [
                .route("/") {
                    let handler = PageHandler()
                    handler.context = { node }
                    handler.names = ["list": Array(repeating: "x", count: list)]
                    return handler
                }
            ], settings: settings)
        return await application.test { await $0.get("/") }
    }

    @Test("A tree, whose data end it; lines as if nothing was around it")
    func tree() async throws {
        let node = "<li>{{name}}\n  {{#children}}\n  {{> node}}\n  {{/children}}\n</li>\n"
        let text = try await page(["page": "{{> node}}", "node": node]).text
        #expect(text == "<li>1\n  <li>2\n    <li>3\n    </li>\n  </li>\n</li>\n")
        // The last line is a tag by itself, without a line end.
        let bare = try await page([
            "page": "{{> node}}!", "node": "{{name}}\n{{#children}}\n{{> node}}\n  {{/children}}",
        ])
        #expect(bare.text == "1\n2\n3\n!")
        let delimiters = try await page([
            "page": "{{> node}}", "node": "{{=<% %>=}}<%name%>,<%#children%><%> node%><%/children%>",
        ])
        #expect(delimiters.text == "1,2,3,")
    }

    @Test("As deep as is allowed, and not deeper; what is too deep is a 500 that says so")
    func depth() async throws {
        let templates = ["page": "{{name}} {{#children}}{{> page}}{{/children}}"]
        // The page itself is one, and what it renders is the second.
        let most = TemplateNamespace.maxDepth - 1
        let whole = try await page(templates, Self.chain(most))
        #expect(whole.status == 200)
        #expect(whole.text.hasSuffix(" \(most) "))
        let over = try await page(templates, Self.chain(most + 1))
        #expect(over.status == 500)
        #expect(over.text.contains("templates are more than 100 deep"))
    }

    @Test(
        "Data that never end it",
        arguments: [
            // The children that are found again are those of the page.
            ["page": "{{#kind}}{{> page}}{{/kind}}"],
            ["page": "{{^nothing}}{{> other}}{{/nothing}}", "other": "{{#name}}{{> page}}{{/name}}"],
            ["page": "{{<base}}{{$block}}{{> page}}{{/block}}{{/base}}", "base": "{{$block}}{{/block}}"],
            ["page": "{{>*kind}}", "node": "{{>*kind}}"],
            ["page": "{{Nest(name)}}", "nest": "{{Nest(x)}}"],
        ])
    func endless(_ templates: [String: String]) async throws {
        let response = try await page(templates)
        #expect(response.status == 500)
        #expect(response.text.contains("templates are more than 100 deep"))
    }

    @Test("A list at each level doesn't multiply the work once it is too deep")
    func wide() async throws {
        // The page's list is found again at each level: 10 pages in each of 10, a hundred deep.
        let templates = ["page": "{{#children}}{{> item}}{{/children}}", "item": "{{#list}}{{> item}}{{/list}}"]
        let response = try await page(templates, Node(name: "1", children: [Node(name: "2")]), list: 10)
        #expect(response.status == 500)
        #expect(response.text.contains("templates are more than 100 deep"))
    }

    @Test("A name that is a value's")
    func dynamic() async throws {
        let response = try await page(["page": "{{#children}}{{>*kind}}{{/children}}", "node": "<{{name}}>"])
        #expect(response.text == "<2>")
    }

    @Test(
        "What no data can end is refused when it is read",
        arguments: [
            (["page": "x\n {{> page}}"], "page:2:2: includes itself without end, page > page"),
            (
                ["a": "{{#x}}{{> b}}{{/x}}{{>b}}", "b": "{{> c}}", "c": "{{> a}}"],
                "a:1:20: includes itself without end, a > b > c > a"
            ),
            (["a": "{{<b}}{{/b}}", "b": "{{> a}}"], "a:1:1: includes itself without end, a > b > a"),
            (["a": "{{=<% %>=}}\n<%> a%>"], "a:2:1: includes itself without end, a > a"),
            (["a": "{{=<% %>=}}\n<%> nav%>"], "a:2:1: no template \"nav\""),
        ])
    func refused(_ templates: [String: String], _ message: String) {
        let error = #expect(throws: TemplateError.self) { try MustacheTemplates(templates) }
        #expect(error?.description.hasPrefix(message) == true, "\(String(describing: error))")
    }

    @Test("Tags in comments are none")
    func comments() throws {
        _ = try MustacheTemplates(["a": "{{! {{> a }}"])
    }
}
