import CrosswindStatic
import CrosswindHTTP
import Logging

/// From names to files inside a directory.
enum StaticFileLookup {
    /// `path` seen from `root`; 403 when it leads out of it as written.
    static func absolutePath(_ root: String, _ path: String) throws(HTTPError) -> String {
        guard !path.utf8.contains(0) else { throw HTTPError(403, "a NUL in the path") }
        let absolute = FilePath.absolute(FilePath.join(root, path))
        guard FilePath.isInside(absolute, FilePath.absolute(root)) else { throw outside(path) }
        return absolute
    }

    /// Where `absolutePath` leads; 403 when a link on it leads out of the directories that links may lead into.
    static func resolved(
        _ absolutePath: String, _ root: String, _ options: StaticFileOptions, _ path: String
    ) throws(HTTPError) -> String {
        let resolved = FilePath.resolved(absolutePath)
        // No link on the way, so there is none on the way to `root` either.
        if resolved.utf8.elementsEqual(absolutePath.utf8), options.allowedSymlinkDirectories.isEmpty { return resolved }
        let allowed = options.allowedSymlinkDirectories.isEmpty ? [root] : options.allowedSymlinkDirectories
        // The directories may be reached through links themselves.
        guard allowed.contains(where: { FilePath.isInside(resolved, FilePath.resolved(FilePath.absolute($0))) }) else {
            throw outside(path)
        }
        return resolved
    }

    /// The same words whichever way a path leaves the directory, so that nobody can tell what is out there.
    private static func outside(_ path: String) -> HTTPError {
        HTTPError(403, "\(path) is not in root static directory")
    }

    /// The version of a file for ``StaticFileHandler/makeStaticURL(_:_:includeVersion:)``.
    static func version(
        of path: String, _ settings: Settings, _ handler: StaticFileHandler.Type
    ) throws -> String? {
        guard let root = settings.staticPath else { throw HTTPError(500, "no staticPath in the settings") }
        let absolute = try handler.getAbsolutePath(root, path)
        // A link that leads out is not served either; nobody shall learn about its target.
        guard
            let place = absolute.utf8.first == UInt8(ascii: "/")
                ? try? resolved(absolute, root, settings.staticHandlerArgs, path) : absolute
        else { return nil }
        let identity = FileIdentity(path: place)
        let key = VersionCache.Key(handler: ObjectIdentifier(handler), path: place)
        if let known = VersionCache.shared.find(key, identity) { return known }
        let logger = settings.logger
        let compute: @Sendable () -> String? = { contentVersion(handler, place, logger) }
        guard let identity, identity.size > largestForURL else {
            return VersionCache.shared.make(key, identity, compute)
        }
        if identity.size <= handler.maxVersionContentSize { VersionCache.shared.startElsewhere(key, identity, compute) }
        return nil
    }

    /// What a page may be held up by: about two milliseconds.
    private static let largestForURL = 1 << 20

    /// Never throws: a file without a version can still be served.
    static func contentVersion(_ handler: StaticFileHandler.Type, _ path: String, _ logger: Logger) -> String? {
        do {
            return try handler.getContentVersion(path)
        } catch {
            logger.error("could not open static file \(path): \(error)")
            return nil
        }
    }
}
