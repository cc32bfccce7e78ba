extension Escape {
    /// Plain text as HTML, with what looks like a URL as a link: Tornado's `linkify`.
    ///
    /// - shorten: Whether long URLs are cut for display; the whole one is then the link's `title`.
    /// - extraParams: Attributes for each link as HTML, such as `rel="nofollow"`. It is not escaped.
    /// - requireProtocol: Whether `www.example.com` without `http://` is left alone.
    /// - permittedProtocols: Which protocols become links. `javascript` must never be among them.
    public static func linkify(
        _ text: String, shorten: Bool = false, extraParams: String = "", requireProtocol: Bool = false,
        permittedProtocols: Set<String> = ["http", "https"]
    ) -> String {
        linkify(
            text, shorten: shorten, requireProtocol: requireProtocol, permittedProtocols: permittedProtocols,
            extraParams: { _ in extraParams })
    }

    /// The same with attributes that depend on the link, which `extraParams` is given HTML-escaped.
    public static func linkify(
        _ text: String, shorten: Bool = false, requireProtocol: Bool = false,
        permittedProtocols: Set<String> = ["http", "https"], extraParams: (_ href: String) -> String
    ) -> String {
        // Escaped first, so that whatever becomes part of an attribute is safe.
        let scanner = LinkScanner(xhtmlEscape(text))
        var result = String.UnicodeScalarView()
        var done = 0
        var search = 0
        while let link = scanner.next(from: search) {
            search = link.range.upperBound
            let scheme = link.scheme.map { scanner.text($0) }
            if requireProtocol && scheme == nil { continue }
            if let scheme, !permittedProtocols.contains(scheme) { continue }
            result.append(contentsOf: scanner.scalars[done..<link.range.lowerBound])
            done = link.range.upperBound
            let url = scanner.text(link.range)
            let href = scheme == nil ? "http://" + url : url
            var attributes = extraParams(href)
            attributes = attributes.isEmpty ? "" : " " + LinkScanner.stripped(attributes)
            let shown = shorten ? scanner.shortened(link) : nil
            if shown != nil { attributes += " title=\"\(href)\"" }
            result.append(contentsOf: "<a href=\"\(href)\"\(attributes)>\(shown ?? url)</a>".unicodeScalars)
        }
        result.append(contentsOf: scanner.scalars[done...])
        return String(result)
    }
}
