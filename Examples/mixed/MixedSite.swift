import Crosswind
import CrosswindMustache
import CrosswindWSGI
import Logging

/// Django, Flask and Swift on one port: one route after another is Swift, and what no route knows is still Django's.
func mixedSite(_ configuration: ServerConfiguration, folders: Folders, room: MessageRoom) throws -> Application {
    let pythonPath = ["django-site", "flask-app", "mixed/python"].map { "\(folders.examples)/\($0)" }
    let django = try WSGIContainer("mysite.wsgi", pythonPath: pythonPath, server: configuration)
    let flask = try WSGIContainer("flask_app:app", pythonPath: pythonPath, server: configuration)
    let site = try DjangoSite()

    var settings = Settings()
    settings.templateEngine = try MustacheTemplates(directory: "\(folders.examples)/mixed/templates")
    settings.loginURL = "/accounts/login/"
    // On, and SiteHandler checks Django's token in the place of Tornado's.
    settings.xsrfCookies = true
    settings.accessLogger.logLevel = .info
    settings.compressResponse = true
    // What Django's collectstatic gathered: {% static %} gives the same URLs as before.
    settings.staticPath = folders.staticFiles

    return try Application(
        [
            .route("/", FrontHandler.self) { $0.site = site },
            .route("/me", MeHandler.self) { $0.site = site },
            .route("/chat", ChatHandler.self) {
                $0.site = site
                $0.room = room
            },
            .route("/api/me", MeAPIHandler.self) { $0.site = site },
            .route("/api/messages", MessagesHandler.self) {
                $0.site = site
                $0.room = room
            },
            .mount("/flask", flask),
            .fallback("/.*", django),
        ], settings: settings)
}

/// Where the parts of the site lie.
struct Folders {
    /// `Examples/`.
    var examples: String
    /// What `collectstatic` wrote.
    var staticFiles: String
}
