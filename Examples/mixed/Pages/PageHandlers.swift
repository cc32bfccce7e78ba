import Crosswind
import PythonBridge

/// The front page: what serves what.
final class FrontHandler: SiteHandler {
    private struct Row {
        var path: String
        var link: String
        var answer: String
        var isSwift: Bool
    }

    private static let rows = [
        Row(path: "/", link: "/", answer: "this page: a template and a handler", isSwift: true),
        Row(path: "/me", link: "/me", answer: "who you are in Django, read from its session", isSwift: true),
        Row(path: "/chat", link: "/chat", answer: "a form with Django's CSRF token; long polling", isSwift: true),
        Row(path: "/api/…", link: "/api/me", answer: "JSON", isSwift: true),
        Row(path: "/static/…", link: "/static/site_app/site.css", answer: "files, by sendfile", isSwift: true),
        Row(path: "/flask/…", link: "/flask/", answer: "the Flask app, mounted", isSwift: false),
        Row(path: "/admin/, /notes/, …", link: "/admin/", answer: "everything else: the Django site", isSwift: false),
    ]

    override func get() async throws {
        try render("front.html", ["rows": Self.rows, "python": "\(PythonRuntime.version)"])
    }
}

/// Who the visitor is; only for those who are logged in.
final class MeHandler: SiteHandler {
    override func get() async throws {
        let user: SiteUser = try authenticated()
        try render("me.html", ["title": user.name])
    }
}

/// The same for programs.
final class MeAPIHandler: SiteHandler {
    override func get() async throws {
        setHeader("Cache-Control", "no-store")
        try write(["user": user?.name, "server": "Swift"])
    }
}
