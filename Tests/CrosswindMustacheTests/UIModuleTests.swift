import Crosswind
import CrosswindMustache
import CrosswindTesting
import Logging
import Testing

@Suite struct UIModuleTests {
    struct Entry {
        var title: String
        var tags = ["b", "a"]
    }

    final class EntryModule: UIModule {
        private var count = 0
        override func render(_ argument: Any?) throws -> HTML {
            guard let entry = argument as? Entry else { throw HTTPError(500, "no Entry") }
            count += 1
            return try renderString("entry", ["number": count, "entry": entry])
        }
        override var embeddedCSS: String? { "p { color: red }" }
        override var cssFiles: [String] { ["/a.css?x=1&y=2", "/b.css"] }
        override var embeddedJavaScript: String? { "start()" }
        override var javaScriptFiles: [String] { ["/a.js"] }
        override var htmlHead: HTML? { HTML("<meta>") }
        override var htmlBody: HTML? { HTML("<footer></footer>") }
    }

    final class SidebarModule: UIModule {
        override func render(_ argument: Any?) throws -> HTML {
            HTML(escaping: (argument as? [String: Any])?["title"] as? String ?? "?")
        }
        override var cssFiles: [String] { ["/b.css"] }
    }

    /// Says what it was called with, and of which type.
    final class EchoModule: UIModule {
        override func render(_ argument: Any?) throws -> HTML {
            let value = argument.map { ($0 as? Entry)?.title ?? "\($0)" } ?? "nothing"
            return HTML(escaping: "[\(argument.map { "\(type(of: $0))" } ?? "-") \(value)]")
        }
    }

    final class PageHandler: RequestHandler {
        override func get() async throws {
            let entries = [Entry(title: "one"), Entry(title: "<two>")]
            try render(
                "page",
                [
                    "title": "<T>", "entries": entries, "bad": ["x": 1], "plain": [2, 1], "number": 7, "ratio": 0.5,
                    "yes": true, "words": ["b", "a"], "kind": "entry", "nested": ["x": "y"],
                ])
        }
    }

    private func page(_ template: String) async throws -> TestResponse {
        var settings = Settings()
        settings.logger.logLevel = .critical
        settings.uiModules = ["Entry": EntryModule.self, "Sidebar": SidebarModule.self, "Echo": EchoModule.self]
        let entry = "<p>{{number}} {{entry.title}} {{#sorted(entry.tags)}}{{.}}{{/sorted(entry.tags)}}</p>"
        settings.templateEngine = try MustacheTemplates(["page": template, "entry": entry])
        return await (try Application([.route("/", PageHandler.self)], settings: settings)).test { await $0.get("/") }
    }

    @Test("A module's HTML, and what it needs once for the page")
    func resources() async throws {
        let response = try await page(
            "<head></head><body>{{Sidebar(.)}}{{#entries}}{{Entry(.)}}{{/entries}}<!-- </body> --></body>")
        #expect(
            response.text == """
                <head><link href="/b.css" type="text/css" rel="stylesheet"/>
                <link href="/a.css?x=1&amp;y=2" type="text/css" rel="stylesheet"/>
                <style>
                p { color: red }
                </style>
                <meta>
                </head><body>&lt;T&gt;<p>1 one ab</p><p>2 &lt;two&gt; ab</p><!-- </body> --><script src="/a.js"></script>
                <script>
                start()
                </script>
                <footer></footer>
                </body>
                """)
    }

    @Test("Values keep their own transforms")
    func transforms() async throws {
        let page = try await page("{{count(entries)}} {{#sorted(plain)}}{{.}}{{/sorted(plain)}} {{uppercased(title)}}")
        #expect(page.text == "2 12 &lt;T&gt;")
    }

    @Test("Texts, numbers and lists are arguments too, wherever they come from")
    func plainArguments() async throws {
        let template = """
            {{Echo(title)}} {{Echo(number)}} {{Echo(ratio)}} {{Echo(plain)}} {{Echo(nested.x)}}
            {{#words}}{{Echo(.)}}{{/words}} {{#entries}}{{Echo(title)}}{{#tags}}{{Echo(.)}}{{/tags}}{{/entries}}
            {{#sorted(words)}}{{Echo(.)}}{{/sorted(words)}} {{Echo(uppercased(title))}} {{Echo(plusone(number))}}
            """
        #expect(
            try await page(template).text == """
                [String &lt;T&gt;] [Int 7] [Double 0.5] [Array&lt;Int&gt; [2, 1]] [String y]
                [String b][String a] [String one][String b][String a][String &lt;two&gt;][String b][String a]
                [String a][String b] [String &lt;T&gt;] [Int 8]
                """)
    }

    @Test("Values are what they were without modules")
    func plainValues() async throws {
        let template = """
            {{title}} {{{title}}} {{number}} {{ratio}} {{yes}} {{plain}} {{#yes}}y{{/yes}}{{^yes}}n{{/yes}} {{#title}}{{.}}{{/title}}
            {{^plain}}none{{/plain}} {{odd(number)}} {{count(words)}} {{#reversed(words)}}{{.}}{{/reversed(words)}} {{first(words)}} {{empty(title)}}
            {{#words}}{{.}}{{^last()}}, {{/last()}}{{/words}}
            """
        #expect(
            try await page(template).text == """
                &lt;T&gt; <T> 7 0.5 true [2, 1] y &lt;T&gt;
                 true 2 ab b false
                b, a
                """)
        // A template whose name is a value.
        #expect(try await page("{{>*kind}}").text.hasPrefix("<p>7 "))
    }

    @Test("A module that throws makes no half page")
    func failing() async throws {
        #expect(try await page("before {{Entry(bad)}}").status == 500)
    }
}
