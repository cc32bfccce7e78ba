import Crosswind
import Mustache

/// `{{#staticURL}}app.js{{/staticURL}}`: the URL of a static file with its version; of a file that a value names, without.
enum StaticURL {
    static func lambda(_ namespace: TemplateNamespace) -> MustacheLambda {
        MustacheLambda { text in
            let path = RouteURL.words(text).joined(separator: " ")
            do {
                guard path.contains("{{") else { return Text(description: try url(path, namespace, true)) }
                // The value is known to the template only.
                let mark = "CrosswindStaticMark"
                let url = try url(mark, namespace, false)
                guard let place = url.firstRange(of: mark) else { return Text(description: url) }
                return "{{% CONTENT_TYPE:\(URLContent.name)}}\(url.replacingCharacters(in: place, with: path))"
            } catch {
                namespace.fail(error)
                return Text(description: "")
            }
        }
    }

    private static func url(_ path: String, _ namespace: TemplateNamespace, _ versioned: Bool) throws -> String {
        Escape.xhtmlEscape(try namespace.handler.staticURL(path, includeVersion: versioned))
    }

    /// Anything but a `String`, which swift-mustache would take for a template.
    private struct Text: CustomStringConvertible { let description: String }
}

extension String {
    fileprivate func replacingCharacters(in range: Range<Index>, with text: String) -> String {
        var result = self
        result.replaceSubrange(range, with: text)
        return result
    }
}
