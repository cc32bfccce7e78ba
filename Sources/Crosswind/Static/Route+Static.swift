import CrosswindStatic

extension Route {
    /// The files of a directory (Tornado: a route to `StaticFileHandler`).
    ///
    ///     .static("/static/", directory: "static")
    ///     .static("/docs/(?<path>.*\\.html)", directory: "/srv/docs")
    ///
    /// - Parameters:
    ///   - prefix: What the paths begin with, `/static/`, percent-encoded or not. One that has a group is a pattern
    ///     instead, whose group `path`, or whose first, is the path in the directory.
    ///   - directory: Relative to the directory the process is in when the route is made.
    ///   - defaultFilename: See ``StaticFileOptions/defaultFilename``.
    ///   - options: How the files are served.
    ///   - handler: A subclass with ways of its own.
    ///   - name: For ``Application/reverseURL(_:_:)``.
    public static func `static`(
        _ prefix: String, directory: String, defaultFilename: String? = nil,
        options: StaticFileOptions = StaticFileOptions(), handler: StaticFileHandler.Type = StaticFileHandler.self,
        name: String? = nil
    ) -> Route {
        var options = options
        if let defaultFilename { options.defaultFilename = defaultFilename }
        let root = FilePath.absolute(directory)
        return files(
            prefix.utf8.contains(UInt8(ascii: "(")) ? prefix : pattern(prefix: prefix), root, options, handler, name)
    }

    static func files(
        _ pattern: String, _ root: String, _ options: StaticFileOptions, _ handler: StaticFileHandler.Type,
        _ name: String? = nil
    ) -> Route {
        let route = KeptFile.nextRoute()
        let make: @Sendable () -> RequestHandler = {
            let made = handler.init()
            made.root = root
            made.options = options
            made.route = route
            return made
        }
        return Route(
            pattern: pattern, name: name,
            target: .handler(HandlerMaker(make: make, streamsRequestBody: handler.streamsRequestBody)))
    }

    /// A pattern of literal text, as it stands in requests, and everything below it.
    static func pattern(prefix: String) -> String {
        literal(prefix.utf8.last == UInt8(ascii: "/") ? prefix : prefix + "/") + "(?<path>.*)"
    }

    /// What ``Settings/staticPath`` adds in front of an application's own routes.
    static func staticRoutes(_ settings: Settings) -> [Route] {
        guard let path = settings.staticPath else { return [] }
        let root = FilePath.absolute(path)
        let patterns = [pattern(prefix: settings.staticURLPrefix), "/(favicon\\.ico)", "/(robots\\.txt)"]
        return patterns.map { files($0, root, settings.staticHandlerArgs, settings.staticHandlerClass) }
    }
}
