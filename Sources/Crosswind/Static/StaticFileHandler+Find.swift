import CrosswindStatic
import CrosswindHTTP

/// Finding the file, and the version of its content.
extension StaticFileHandler {
    final func findFile(_ root: String, _ absolutePath: String) throws(HTTPError) -> String? {
        guard FilePath.isInside(absolutePath, FilePath.absolute(root)) else {
            throw HTTPError(403, "\(path) is not in root static directory")
        }
        let resolved = try StaticFileLookup.resolved(absolutePath, root, options, path)
        switch StaticFile.open(resolved) {
        case .directory:
            guard let name = options.defaultFilename else { throw HTTPError(403, "\(path) is not a file") }
            if request.path.utf8.last != UInt8(ascii: "/") {
                try redirectToDirectory()
                return nil
            }
            // That name may be a link even where the directory is none.
            let inside = try StaticFileLookup.resolved(FilePath.join(resolved, name), root, options, path)
            file = try regular(StaticFile.open(inside))
            return inside
        case let opening:
            file = try regular(opening)
            return resolved
        }
    }

    private func redirectToDirectory() throws(HTTPError) {
        // `//host/` names another site. Reached only where the route's prefix is the root.
        guard !request.path.utf8.starts(with: "//".utf8) else {
            throw HTTPError(403, "cannot redirect path with two initial slashes")
        }
        redirect(Latin1.escaped(request.path) + "/", permanent: true)
    }

    private func regular(_ opening: StaticFile.Opening) throws(HTTPError) -> StaticFile {
        switch opening {
        case .file(let file): return file
        case .absent: throw HTTPError(404)
        case .directory, .special: throw HTTPError(403, "\(path) is not a file")
        case .forbidden: throw HTTPError(403, "\(path) may not be read")
        case .failed(let code): throw HTTPError(500, "\(path) can't be opened: errno \(code)")
        }
    }

    /// The open file; for subclasses that found it themselves, opened now.
    final func openFile() throws(HTTPError) -> StaticFile {
        if let file { return file }
        let opened = try regular(StaticFile.open(absolutePath ?? ""))
        file = opened
        return opened
    }

    /// Looks for a compressed sibling that the client would take. Says whether there is any, which makes the response
    /// depend on what the client takes.
    final func choosePrecompressed() -> Bool {
        guard !options.precompressed.isEmpty, let file, let absolutePath else { return false }
        let accepted = AcceptEncoding(request.headers["Accept-Encoding"])
        var names: [String] = []
        var files: [String: (coding: PrecompressedCoding, file: StaticFile)] = [:]
        for coding in options.precompressed {
            let sibling = absolutePath + coding.suffix
            guard let path = try? StaticFileLookup.resolved(sibling, root, options, self.path),
                case .file(let opened) = StaticFile.open(path), opened.modified >= file.modified
            else { continue }
            names.append(coding.name)
            files[coding.name] = (coding, opened)
        }
        if let best = accepted.best(of: names), let chosen = files[best] {
            coding = chosen.coding
            self.file = chosen.file
        }
        return !names.isEmpty
    }

    /// The version of the content that is to be sent, worked out here and now unless ``prepareVersion()`` has done it.
    final func contentVersion() -> String? {
        if let version { return version }
        guard let (key, identity) = versionKey else { return nil }
        let found = VersionCache.shared.find(key, identity) ?? VersionCache.shared.make(key, identity, computation)
        version = .some(found)
        return found
    }

    /// Looks for the version, away from the event loop when that takes long.
    final func prepareVersion() async {
        guard version == nil, let (key, identity) = versionKey else { return }
        if let known = VersionCache.shared.find(key, identity) {
            version = .some(known)
        } else if let size = identity?.size, size <= Self.largestInPlace || answer.mayBlock {
            version = .some(VersionCache.shared.make(key, identity, computation))
        } else {
            version = .some(await VersionCache.shared.makeElsewhere(key, identity, computation))
        }
    }

    /// Hashed on the event loop: about a tenth of a millisecond, less than what another thread costs.
    private static var largestInPlace: Int { 64 * 1024 }

    private var versionKey: (VersionCache.Key, FileIdentity?)? {
        guard let path = file?.path ?? absolutePath else { return nil }
        return (VersionCache.Key(handler: ObjectIdentifier(type(of: self)), path: path), file?.identity)
    }

    private var computation: @Sendable () -> String? {
        let (handler, path, logger) = (type(of: self), file?.path ?? absolutePath ?? "", settings.logger)
        if let size = file?.size, size > handler.maxVersionContentSize { return { nil } }
        return { StaticFileLookup.contentVersion(handler, path, logger) }
    }
}
