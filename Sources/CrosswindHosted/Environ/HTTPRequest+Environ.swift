public import Crosswind
public import PythonBridge

extension HTTPRequest {
    /// The request that a WSGI environ describes (Tornado: `tornado.wsgi.HTTPRequest`), with its body, which is read from
    /// `wsgi.input`. For code of one's own that is called by a WSGI server; ``WSGIApplication`` does it by itself.
    ///
    /// - Parameters:
    ///   - environ: a `dict`.
    ///   - configuration: the limits of the body.
    ///   - python: the caller is attached.
    /// - Throws: ``EnvironError`` when a key is missing or broken, or the body can't be read.
    public convenience init(
        environ: borrowing some PyHandle & ~Copyable & ~Escapable,
        configuration: WSGIApplicationConfiguration = WSGIApplicationConfiguration(), _ python: borrowing Python
    ) throws(EnvironError) {
        guard environ.isDict else { throw EnvironError("", "is no dict") }
        let names: EnvironNames
        do throws(PythonError) {
            names = try EnvironNames(python)
        } catch {
            throw EnvironError("", "can't be read: \(error)", status: 500)
        }
        let reader = EnvironReader(environ: environ.pointer, names: names)
        let body = try BodyReader(reader: reader, configuration: configuration).body()
        let parts = try reader.parts(configuration)
        self.init(parts.head, parts.facts, body: body)
        if let routed = parts.routedPath { route(by: routed) }
    }
}
