/// Makes pages of templates (Tornado: `tornado.template.Loader`), for ``Settings/templateEngine``. `CrosswindMustache` has
/// one; another template library takes a type of some dozen lines.
///
/// Whoever implements it
/// - escapes every value that it inserts, unless it is ``HTML`` or the template says otherwise;
/// - looks for a name in ``TemplateNamespace/context`` first and then in ``TemplateNamespace/value(_:)``;
/// - throws ``TemplateNamespace/failure`` when there is one at the end, instead of giving half a page.
public protocol TemplateEngine: Sendable {
    /// The page that the template `name` makes. Called on the thread of the handler, an event loop on a server: templates
    /// should be in memory by then.
    ///
    /// - Throws: ``TemplateError``, or what something that the template called has thrown.
    func render(_ name: String, _ namespace: TemplateNamespace) throws -> String
}
