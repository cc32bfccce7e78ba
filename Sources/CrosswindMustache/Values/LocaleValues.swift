import Crosswind
import Mustache

/// The language of the page: `{{locale.code}}`, `{{locale.name}}`, `{{#locale.isRTL}}dir="rtl"{{/locale.isRTL}}`, and
/// `{{#_}}Sign in{{/_}}`, `{{#_}}Hello, {{name}}{{/_}}`, the translation of what stands in it.
struct LocaleValues: MustacheParent, MustacheCustomRenderable {
    let locale: UserLocale

    func child(named name: String) -> Any? {
        switch name {
        case "code": return locale.code
        case "name": return locale.name
        case "isRTL": return locale.isRTL
        default: return nil
        }
    }

    var renderText: String { locale.code }
    var isNull: Bool { false }

    /// Tornado's `_`. The section's text is looked up with its tags as they stand there, and the translation is part of the
    /// template: it may insert the same values, at other places, and is HTML where the template is.
    static func lambda(_ namespace: TemplateNamespace) -> MustacheLambda {
        MustacheLambda { text in
            let translation = namespace.handler.locale.translate(text)
            // Values alone: a section in it could ask for its own translation, without end.
            for tag in TemplateTags(translation).all where tag.kind.map({ !"{&".contains($0) }) ?? false {
                namespace.fail(TemplateError.unknownName("a translation may insert values only: \(translation)"))
                return nil
            }
            if (try? MustacheTemplate(string: translation)) == nil {
                namespace.fail(TemplateError.unknownName("a translation that is no template: \(translation)"))
            }
            return translation
        }
    }
}
