/// Settings of static files.
extension Settings {
    /// A directory whose files are served under ``staticURLPrefix``, and at `/favicon.ico` and `/robots.txt` (Tornado:
    /// `static_path`). These routes come before all others. Relative to the directory the process is in when the
    /// application is made.
    public var staticPath: String? {
        get { self[StaticFiles.self].path }
        set { self[StaticFiles.self].path = newValue }
    }
    /// What the paths of those files begin with, with a slash at both ends (Tornado: `static_url_prefix`). `/static/`
    /// unless set.
    public var staticURLPrefix: String {
        get { self[StaticFiles.self].urlPrefix }
        set { self[StaticFiles.self].urlPrefix = newValue }
    }
    /// What serves them and makes their URLs (Tornado: `static_handler_class`).
    public var staticHandlerClass: StaticFileHandler.Type {
        get { self[StaticFiles.self].handler }
        set { self[StaticFiles.self].handler = newValue }
    }
    /// How they are served (Tornado: `static_handler_args`).
    public var staticHandlerArgs: StaticFileOptions {
        get { self[StaticFiles.self].options }
        set { self[StaticFiles.self].options = newValue }
    }
}

/// All of them, under one key.
private struct StaticFiles: SettingsKey, Sendable {
    var path: String?
    var urlPrefix = "/static/"
    var handler: StaticFileHandler.Type = StaticFileHandler.self
    var options = StaticFileOptions()

    static let defaultValue = StaticFiles()
}
