import CrosswindHTTP
import CrosswindStatic
import NIOCore
import Synchronization

/// A small file with what its answers say: the next request for it looks at the disk once, for whether the same file still
/// stands there, instead of following links, opening, reading and describing it.
final class KeptFile: CachedFile {
    /// Of the process, by the numbers of routes and what stands behind their prefix; 32 MiB altogether.
    static let all = StaticCache(memory: 32 << 20)

    /// Above so many bytes a file isn't kept: `sendfile` costs less than the copy from then on.
    static let largest = 64 * 1024

    private static let routes = Atomic(0)
    /// A number for a route of files.
    static func nextRoute() -> Int { routes.wrappingAdd(1, ordering: .relaxed).newValue }

    /// Where it was looked for, links not followed.
    private let place: String
    /// What stood there, links followed: a link that leads to another file now, inside or outside, is seen, and so is what
    /// may no longer be reached. The same file by another way is the same content.
    private let identity: FileIdentity

    /// Where it is, without links.
    let absolutePath: String
    let modified: HTTPDate?
    let version: String?
    let type: String
    /// Those that every answer has.
    let fields: HTTPFields
    let bytes: ByteBuffer
    /// It was found in a directory: asked for without a slash at the end, that is sent on.
    let isDefault: Bool

    /// Nil when the file has changed meanwhile, or so short ago that it may change again and look the same.
    init?(
        _ file: StaticFile, at place: String, isDefault: Bool, modified: HTTPDate?, version: String?, type: String,
        fields: HTTPFields, now: Int64
    ) {
        guard file.size <= Self.largest, !file.identity.isFresh(now: now), let bytes = file.read(),
            FileIdentity(path: place) == file.identity
        else { return nil }
        self.place = place
        identity = file.identity
        absolutePath = file.path
        self.modified = modified
        self.version = version
        self.type = type
        self.fields = fields
        self.bytes = bytes
        self.isDefault = isDefault
    }

    var weight: Int { 1536 + bytes.readableBytes }

    /// At every request: a file that is replaced is served in its new state at once.
    func isCurrent() -> Bool { FileIdentity(path: place) == identity }
}
