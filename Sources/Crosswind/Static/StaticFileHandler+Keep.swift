import CrosswindHTTP
import CrosswindServer
import CrosswindStatic

/// Small files in memory.
extension StaticFileHandler {
    /// The number of the route to keep files for; nil where that would be wrong or of no use: subclasses have ways of their
    /// own, siblings would have to be looked for as well, and a WSGI server takes files as such.
    private var keepsFor: Int? {
        type(of: self) == StaticFileHandler.self && options.precompressed.isEmpty && !answer.mayBlock ? route : nil
    }

    /// The file that was kept for this path, if it still is the same.
    final func findKept() -> KeptFile? {
        guard let route = keepsFor, let kept = KeptFile.all.find(mount: route, path) as? KeptFile,
            !kept.isDefault || request.path.utf8.last == UInt8(ascii: "/")
        else { return nil }
        return kept
    }

    /// Keeps the file that was found for `candidate`, whose fields are set, if it is small; and has it sent from memory.
    final func keep(_ candidate: String, _ type: String) {
        guard let route = keepsFor, let file, file.size <= KeptFile.largest, case .some(.some(let version)) = version
        else { return }
        let inside = options.defaultFilename.map { FilePath.join(candidate, $0) }
        let isDefault = FileIdentity(path: candidate) == nil
        // By one name, since a client can make up any number of others, `x/../a.txt`, to fill the memory with.
        let asked = FilePath.join(root, path)
        let isPlain = asked.utf8.elementsEqual(
            isDefault && path.utf8.last == 0x2F ? "\(candidate)/".utf8 : candidate.utf8)
        guard isPlain, let place = isDefault ? inside : candidate,
            let kept = KeptFile(
                file, at: place, isDefault: isDefault, modified: modified, version: version, type: type,
                fields: responseHeaders, now: wallClockSeconds())
        else { return }
        content = kept.bytes
        KeptFile.all.keep(kept, mount: route, path)
    }
}
