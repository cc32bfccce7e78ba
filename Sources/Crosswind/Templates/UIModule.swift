/// A piece of a page that several pages have (Tornado: `tornado.web.UIModule`): its HTML, and the styles and scripts that it
/// needs, which come into a page once however often the module stands in it.
///
///     final class EntryModule: UIModule {
///         override func render(_ argument: Any?) throws -> HTML {
///             try renderString("modules/entry.html", ["entry": argument as Any])
///         }
///         override var cssFiles: [String] { ["/static/entry.css"] }
///     }
///
/// ``Settings/uiModules`` gives it its name. One is made for a handler, when it is first used.
open class UIModule {
    /// Whose page it is part of.
    public unowned let handler: RequestHandler

    /// Called when a page of this handler first uses it.
    public required init(_ handler: RequestHandler) { self.handler = handler }

    /// The module's HTML for `argument`, what the template passed to it.
    open func render(_ argument: Any?) throws -> HTML { HTML("") }

    /// Styles for the page's head (Tornado: `embedded_css`).
    open var embeddedCSS: String? { nil }
    /// URLs of style sheets for the page's head (Tornado: `css_files`).
    open var cssFiles: [String] { [] }
    /// A script for the end of the page's body (Tornado: `embedded_javascript`).
    open var embeddedJavaScript: String? { nil }
    /// URLs of scripts for the end of the page's body (Tornado: `javascript_files`).
    open var javaScriptFiles: [String] { [] }
    /// HTML for the end of the page's head (Tornado: `html_head`).
    open var htmlHead: HTML? { nil }
    /// HTML for the end of the page's body (Tornado: `html_body`).
    open var htmlBody: HTML? { nil }

    /// Renders a template with names of its own, beside those that every template has.
    public final func renderString(_ template: String, _ context: [String: Any] = [:]) throws -> HTML {
        HTML(try handler.renderString(template, context))
    }

    /// The same with a value whose properties are the names.
    public final func renderString<Context>(_ template: String, _ context: Context) throws -> HTML {
        HTML(try handler.renderString(template, context))
    }
}

/// What the modules of a page add to its head and to the end of its body.
struct ModuleResources {
    private var styles: [String] = [], styleSheets: [String] = [], heads: [String] = []
    private var scripts: [String] = [], scriptFiles: [String] = [], bodies: [String] = []

    init(_ modules: some Sequence<UIModule>) {
        for module in modules {
            if let text = module.embeddedCSS { styles.append(text) }
            for url in module.cssFiles where !styleSheets.contains(url) { styleSheets.append(url) }
            if let html = module.htmlHead { heads.append(html.text) }
            if let text = module.embeddedJavaScript { scripts.append(text) }
            for url in module.javaScriptFiles where !scriptFiles.contains(url) { scriptFiles.append(url) }
            if let html = module.htmlBody { bodies.append(html.text) }
        }
    }

    private var head: String {
        var head = styleSheets.map {
            "<link href=\"\(Escape.xhtmlEscape($0))\" type=\"text/css\" rel=\"stylesheet\"/>\n"
        }
        if !styles.isEmpty { head.append("<style>\n\(styles.joined(separator: "\n"))\n</style>\n") }
        return (head + heads.map { "\($0)\n" }).joined()
    }

    private var body: String {
        var body = scriptFiles.map { "<script src=\"\(Escape.xhtmlEscape($0))\"></script>\n" }
        if !scripts.isEmpty { body.append("<script>\n\(scripts.joined(separator: "\n"))\n</script>\n") }
        return (body + bodies.map { "\($0)\n" }).joined()
    }

    /// `page` with the head's part before its `</head>` and the body's before its last `</body>`; what has no such place
    /// is left out, as in Tornado.
    func added(to page: String) -> String {
        Self.insert(body, before: "</body>", last: true, Self.insert(head, before: "</head>", last: false, page))
    }

    private static func insert(_ text: String, before tag: String, last: Bool, _ page: String) -> String {
        guard !text.isEmpty else { return page }
        let bytes = page.utf8, tag = Array(tag.utf8)
        var place: String.Index?
        var at = bytes.startIndex
        while let next = bytes[at...].firstIndex(of: UInt8(ascii: "<")) {
            if bytes[next...].starts(with: tag) {
                place = next
                if !last { break }
            }
            at = bytes.index(after: next)
        }
        guard let place else { return page }
        var result = page
        result.insert(contentsOf: text, at: place)
        return result
    }
}
