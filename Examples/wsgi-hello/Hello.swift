import CrosswindHosted

final class MainHandler: RequestHandler {
    override func get() async throws { write("Hello, world") }
}

/// What `import hello` calls: see docs/wsgi-application.md.
@c(crosswind_application)
public func application() -> UnsafeMutableRawPointer? {
    WSGIModule.export { try WSGIApplication([.route("/", MainHandler.self)]) }
}
