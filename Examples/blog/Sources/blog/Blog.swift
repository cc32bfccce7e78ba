import Crosswind
import CrosswindMustache
import Foundation
import Logging

/// The blog: its database, its title, its routes.
struct Blog: Sendable {
    let store: BlogStore
    let title: String

    /// - Parameters:
    ///   - folder: where `templates` and `static` lie.
    ///   - data: where the database and the secret that signs cookies are kept; made when it isn't there.
    static func application(folder: String, data: String, debug: Bool) throws -> Application {
        try FileManager.default.createDirectory(atPath: data, withIntermediateDirectories: true)
        let blog = Blog(store: try BlogStore(path: "\(data)/blog.sqlite3"), title: "Crosswind's blog")
        var settings = Settings()
        settings.templateEngine = try MustacheTemplates(directory: "\(folder)/templates")
        settings.uiModules = ["Entry": EntryModule.self]
        settings.staticPath = "\(folder)/static"
        settings.cookieSecret = try CookieSecret(try secret("\(data)/cookie-secret"))
        settings.xsrfCookies = true
        settings.loginURL = "/auth/login"
        settings.compressResponse = true
        settings.debug = debug
        settings.accessLogger.logLevel = .info
        settings.defaultHandler = { blog.make(NotFoundHandler.self) }
        return try Application(
            [
                .route("/", name: "home") { blog.make(HomeHandler.self) },
                .route("/archive", name: "archive") { blog.make(ArchiveHandler.self) },
                .route("/feed", name: "feed") { blog.make(FeedHandler.self) },
                .route("/entry/(?<slug>[^/]+)", name: "entry") { blog.make(EntryHandler.self) },
                .route("/compose", name: "compose") { blog.make(ComposeHandler.self) },
                .route("/auth/register", name: "register") { blog.make(RegisterHandler.self) },
                .route("/auth/login", name: "login") { blog.make(LoginHandler.self) },
                .route("/auth/logout", name: "logout") { blog.make(LogoutHandler.self) },
            ], settings: settings)
    }

    private func make<Handler: BlogHandler>(_ type: Handler.Type) -> Handler {
        let handler = type.init()
        handler.blog = self
        return handler
    }

    /// The secret that signs cookies, made on the first run, so that logins survive a restart.
    private static func secret(_ path: String) throws -> String {
        if let kept = try? String(contentsOfFile: path, encoding: .utf8), !kept.isEmpty { return kept }
        var random = SystemRandomNumberGenerator()
        let bytes = Data((0..<32).map { _ in UInt8.random(in: .min ... .max, using: &random) })
        let fresh = bytes.base64EncodedString()
        // Others never see it, not even for a moment: the file is empty until it is nobody else's.
        let mine: [FileAttributeKey: Any] = [.posixPermissions: 0o600]
        guard FileManager.default.createFile(atPath: path, contents: nil, attributes: mine) else {
            throw CocoaError(.fileWriteUnknown)
        }
        let file = try FileHandle(forWritingTo: URL(filePath: path))
        try file.write(contentsOf: Data(fresh.utf8))
        try file.close()
        return fresh
    }
}
