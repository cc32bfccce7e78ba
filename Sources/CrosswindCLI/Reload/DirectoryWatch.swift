#if canImport(Glibc)
import Glibc

/// Directories whose changes the kernel tells of (inotify(7)), with those below them.
///
/// Directories and not files: an editor that writes a new file and renames it over the old one leaves a watch on the old
/// one deaf. Not thread-safe; owns its descriptor, which is non-blocking and closed on `exec`.
struct DirectoryWatch: ~Copyable {
    /// Why no more can be watched; the text names the remedy.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// What one file's change is told as.
    struct Change: Equatable {
        let path: String
        /// Below the directory that was named.
        let relative: String
    }

    private struct Place {
        let path: String
        /// Where the path from the directory that was named begins, in bytes.
        let root: String
        /// Whether what is below belongs to it.
        let isDeep: Bool
    }

    /// A development tree has some hundred; the kernel's limit is for all processes of the user together.
    static let limit = 8192
    private static let events = UInt32(
        IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_MOVE_SELF | IN_CREATE | IN_DELETE | IN_ONLYDIR
            | IN_EXCL_UNLINK)

    let descriptor: Int32
    private var places: [Int32: Place] = [:]
    private var watched: [String: Int32] = [:]
    private var buffer = [UInt8](repeating: 0, count: 65_536)
    /// Directories that were named and are gone, and whether those below count: nothing tells of their return but a look.
    private var gone: [String: Bool] = [:]
    /// Those of them that nobody has been told of.
    private var untold: [String] = []
    /// Whether a tree was larger than ``limit``: what lies deepest is not watched.
    private(set) var isFull = false

    /// The number of directories.
    var count: Int { places.count }

    init() throws(Failure) {
        descriptor = inotify_init1(Int32(IN_NONBLOCK) | Int32(IN_CLOEXEC))
        guard descriptor >= 0 else {
            let more =
                errno == EMFILE
                ? "too many inotify instances; raise fs.inotify.max_user_instances "
                    + "(sysctl fs.inotify.max_user_instances=512), or leave --reload out"
                : "no inotify: \(String(cString: strerror(errno)))"
            throw Failure(description: more)
        }
    }

    deinit { close(descriptor) }

    /// Watches a directory alone. What has changed in it since that time (`DirectoryTree.files(in:changedSince:)`) counts as
    /// changed, unless it was watched already.
    mutating func add(_ path: String, since time: Int64, _ rules: ReloadRules) throws(Failure) -> [Change] {
        guard watched[path] == nil else { return [] }
        try add(path, isDeep: false, rules)
        return DirectoryTree.files(in: path, changedSince: time).compactMap { name in
            let file = path == "/" ? "/\(name)" : "\(path)/\(name)"
            return rules.counts(file, relative: name) ? Change(path: file, relative: name) : nil
        }
    }

    /// Watches a directory, with `isDeep` those below it too as far as `rules` enter them: nearest first, so that the
    /// limit leaves out what is deepest. Directories that can't be read are left out.
    mutating func add(_ root: String, isDeep: Bool, _ rules: ReloadRules) throws(Failure) {
        try addTree(root, below: root, isDeep: isDeep, rules)
    }

    private mutating func addTree(
        _ first: String, below root: String, isDeep: Bool, _ rules: ReloadRules
    ) throws(Failure) {
        var waiting = [first]
        var next = 0
        while next < waiting.count {
            let path = waiting[next]
            next += 1
            if let known = watched[path], places[known]?.isDeep == true || !isDeep { continue }
            guard places.count < Self.limit else {
                isFull = true
                return
            }
            guard try watch(path, below: root, isDeep: isDeep), isDeep else { continue }
            for name in DirectoryTree.directories(in: path) {
                let below = path == "/" ? "/\(name)" : "\(path)/\(name)"
                if rules.enters(below, relative: DirectoryTree.relative(below, to: root)) { waiting.append(below) }
            }
        }
    }

    private mutating func watch(_ path: String, below root: String, isDeep: Bool) throws(Failure) -> Bool {
        let number = inotify_add_watch(descriptor, path, Self.events)
        guard number >= 0 else {
            guard errno == ENOSPC else { return false }
            throw Failure(
                description: "the kernel's limit of inotify watches is used up (\(places.count) are ours); "
                    + "raise it (sysctl fs.inotify.max_user_watches=524288), or name fewer directories with --reload-dir"
            )
        }
        places[number] = Place(path: path, root: root, isDeep: isDeep)
        watched[path] = number
        return true
    }

    /// What has changed since the last call, without waiting. New directories are watched from here on, and what is in
    /// them counts as changed, since it may have come before the watch did.
    mutating func changes(_ rules: ReloadRules) throws(Failure) -> [Change] {
        var found: [Change] = []
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            guard count > 0 else { break }
            var at = 0
            while at + MemoryLayout<inotify_event>.size <= count {
                let event = buffer.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: at, as: inotify_event.self) }
                let name = buffer[(at + MemoryLayout<inotify_event>.size)...].prefix(Int(event.len))
                at += MemoryLayout<inotify_event>.size + Int(event.len)
                try note(event, String(decoding: name.prefix { $0 != 0 }, as: UTF8.self), rules, &found)
            }
        }
        for (path, isDeep) in gone {
            // What fails is tried again at the next look; what was found meanwhile must not be lost with it.
            do throws(Failure) { try lookFor(path, isDeep: isDeep, rules, &found) } catch { continue }
        }
        return found
    }

    /// Directories that were named and have gone since the last call.
    mutating func takeGone() -> [String] {
        defer { untold = [] }
        return untold
    }

    private mutating func lose(_ place: Place) {
        // Modules may have come from thousands; what is named are a few.
        guard place.path == place.root, gone.count < 64 else { return }
        gone[place.path] = place.isDeep
        untold.append(place.path)
    }

    private mutating func lookFor(
        _ path: String, isDeep: Bool, _ rules: ReloadRules, _ found: inout [Change]
    ) throws(Failure) {
        try addTree(path, below: path, isDeep: isDeep, rules)
        guard watched[path] != nil else { return }
        gone[path] = nil
        untold.removeAll { $0 == path }
        let files =
            isDeep
            ? DirectoryTree.files(below: path, rules, limit: 1000)
            : DirectoryTree.entries(path).filter { !$0.isDirectory }.map { "\(path)/\($0.name)" }
        count(files, below: path, rules, &found)
    }

    private func count(_ files: [String], below root: String, _ rules: ReloadRules, _ found: inout [Change]) {
        for file in files {
            let relative = DirectoryTree.relative(file, to: root)
            if rules.counts(file, relative: relative) { found.append(Change(path: file, relative: relative)) }
        }
    }

    private mutating func note(
        _ event: inotify_event, _ name: String, _ rules: ReloadRules, _ found: inout [Change]
    ) throws(Failure) {
        if event.mask & UInt32(IN_Q_OVERFLOW) != 0 {
            // More than the kernel keeps, as when a branch is checked out: something has changed, and directories may
            // have come unseen.
            let roots = Set(places.values.filter(\.isDeep).map(\.root))
            for root in roots { try rescan(root, rules) }
            found.append(Change(path: "", relative: "many files"))
            return
        }
        if event.mask & UInt32(IN_IGNORED) != 0 {
            if let place = places.removeValue(forKey: event.wd), watched[place.path] == event.wd {
                watched[place.path] = nil
                lose(place)
            }
            return
        }
        if event.mask & UInt32(IN_MOVE_SELF) != 0 {
            // One that lies below another is that one's business.
            guard let place = places[event.wd], place.path == place.root else { return }
            forget(place.path)
            return lose(place)
        }
        guard let place = places[event.wd], !name.isEmpty else { return }
        let path = place.path == "/" ? "/\(name)" : "\(place.path)/\(name)"
        let relative = DirectoryTree.relative(path, to: place.root)
        guard event.mask & UInt32(IN_ISDIR) != 0 else {
            if rules.counts(path, relative: relative) { found.append(Change(path: path, relative: relative)) }
            return
        }
        guard place.isDeep, rules.enters(path, relative: relative) else { return }
        if event.mask & UInt32(IN_MOVED_FROM | IN_DELETE) != 0 { return forget(path) }
        try addTree(path, below: place.root, isDeep: true, rules)
        count(DirectoryTree.files(below: path, rules, limit: 1000), below: place.root, rules, &found)
    }

    private mutating func rescan(_ root: String, _ rules: ReloadRules) throws(Failure) {
        for (number, place) in places where place.root == root && place.isDeep {
            places[number] = nil
            watched[place.path] = nil
        }
        // Watching the same directory again gives the same number.
        try addTree(root, below: root, isDeep: true, rules)
    }

    /// A directory that was moved away: its watches would tell of it under the old name.
    private mutating func forget(_ path: String) {
        for (number, place) in places where place.path == path || place.path.hasPrefix(path + "/") {
            places[number] = nil
            watched[place.path] = nil
            inotify_rm_watch(descriptor, number)
        }
    }
}
#else
/// Where there is no inotify, nothing can be watched.
struct DirectoryWatch: ~Copyable {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    struct Change: Equatable {
        let path: String
        let relative: String
    }

    static let limit = 0
    let descriptor: Int32 = -1
    let isFull = false
    let count = 0

    init() throws(Failure) { throw Failure(description: "--reload needs inotify, which only Linux has; leave it out") }

    mutating func add(_ root: String, isDeep: Bool, _ rules: ReloadRules) throws(Failure) {}
    mutating func add(_ path: String, since time: Int64, _ rules: ReloadRules) throws(Failure) -> [Change] { [] }
    mutating func changes(_ rules: ReloadRules) throws(Failure) -> [Change] { [] }
    mutating func takeGone() -> [String] { [] }
}
#endif
