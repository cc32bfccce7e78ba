import CrosswindHTTP
import CrosswindServer
import Synchronization

/// A file and its compressed siblings as they were when they were looked at.
final class StaticEntry: CachedFile {
    /// The file itself, then the siblings in the order in which they are preferred.
    let original: StaticVariant
    let siblings: [StaticVariant]
    /// What stood at the file's path and at its siblings', links followed.
    private let seen: [FileIdentity?]
    private let place: String
    private let checkedAt: Atomic<UInt64>

    /// How long an entry counts without another look at the disk, in nanoseconds: one second.
    private static let unchecked: UInt64 = 1_000_000_000

    /// What `path`, as a request has it, names in the mount; nil when it is no file that may be served.
    init?(_ mount: StaticMount, _ path: UnsafeRawBufferPointer) {
        guard let relative = RelativePath.decode(path) else { return nil }
        let place = FilePath.join(mount.directory, relative)
        // Before they are read, so that a change meanwhile is seen later.
        let seen = Self.look(place)
        guard seen[0] != nil, let file = Self.open(place, mount), var original = StaticVariant(file, nil) else {
            return nil
        }
        var siblings = zip(ContentCoding.allCases, seen.dropFirst()).compactMap { coding, identity -> StaticVariant? in
            guard identity != nil, let file = Self.open(place + coding.suffix, mount),
                // One that is older is of a former state.
                file.modified >= original.modified
            else { return nil }
            return StaticVariant(file, coding)
        }
        let type = MIMEType.of(path: relative)
        original.writeLines(type: type, varies: !siblings.isEmpty, maxAge: mount.maxAge)
        for index in siblings.indices { siblings[index].writeLines(type: type, varies: true, maxAge: mount.maxAge) }
        self.original = original
        self.siblings = siblings
        self.seen = seen
        self.place = place
        checkedAt = Atomic(monotonicNanoseconds())
    }

    private static func open(_ place: String, _ mount: StaticMount) -> StaticFile? {
        let resolved = FilePath.resolved(place)
        guard FilePath.isInside(resolved, mount.directory), case .file(let file) = StaticFile.open(resolved) else {
            return nil
        }
        return file
    }

    private static func look(_ place: String) -> [FileIdentity?] {
        guard let own = FileIdentity(path: place) else { return [nil] }
        return [own] + ContentCoding.allCases.map { FileIdentity(path: place + $0.suffix) }
    }

    func isCurrent() -> Bool { isCurrent(monotonicNanoseconds()) }

    /// As far as was looked within the last second before `now`.
    func isCurrent(_ now: UInt64) -> Bool {
        if now &- checkedAt.load(ordering: .relaxed) < Self.unchecked { return true }
        guard Self.look(place) == seen else { return false }
        checkedAt.store(now, ordering: .relaxed)
        return true
    }

    /// What to send to a client that takes these codings.
    func variant(_ accepted: AcceptedCodings) -> StaticVariant {
        siblings.first { accepted.contains($0.coding.unsafelyUnwrapped) } ?? original
    }

    var weight: Int {
        siblings.reduce(512 + original.weight) { $0 + $1.weight }
    }
}
