import Logging

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// `--reload` in the supervisor: watches directories, and says when the workers are to be replaced.
///
/// Not at the first change but when ``quiet`` has passed without another: an editor's save is several, a checkout of a
/// branch is thousands. ``longest`` is the most that all of them together may put it off.
final class Reloader {
    static let quiet = Duration.milliseconds(100)
    static let longest = Duration.seconds(2)
    /// Paths that workers may tell of; each is one watch.
    private static let reported = 4096

    private let rules: ReloadRules
    private let logger: Logger
    private var watch: DirectoryWatch
    /// Workers write here where their code comes from: a time, a blank, a path, NUL (`crosswind/_develop/sources.py`).
    private let sources: (read: Int32, write: Int32)
    /// Whether that is of interest: the user named no directories.
    private let followsSources: Bool
    private var unread: [UInt8] = []
    private var known: Set<String> = []
    private var first: (change: DirectoryWatch.Change, at: ContinuousClock.Instant)?
    private var last = ContinuousClock.now
    private var count = 0
    private var hasComplained = false

    /// Begins to watch. What is watched and what isn't goes to the log.
    init(_ options: ReloadOptions, _ logger: Logger, searchPath: [String]) throws(DirectoryWatch.Failure) {
        var rules = options.rules
        var watch = try DirectoryWatch()
        let roots = options.directories.isEmpty ? searchPath + ["."] : options.directories
        for root in roots {
            guard let path = Self.absolute(root) else {
                throw DirectoryWatch.Failure(
                    description: "can't watch \(root.printable): \(String(cString: strerror(errno))); see --reload-dir")
            }
            try watch.add(path, isDeep: true, rules)
        }
        for file in options.extraFiles {
            let name = ReloadRules.lastName(file)
            let directory = file == name ? "." : String(file.dropLast(name.count))
            guard let path = Self.absolute(directory) else {
                throw DirectoryWatch.Failure(
                    description: "can't watch \(file.printable): its directory is not there; see --reload-extra-file")
            }
            rules.extraFiles.insert(path == "/" ? "/\(name)" : "\(path)/\(name)")
            try watch.add(path, isDeep: false, rules)
        }
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else {
            throw DirectoryWatch.Failure(description: "can't make a pipe: \(String(cString: strerror(errno)))")
        }
        for end in ends {
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
        }
        sources = (ends[0], ends[1])
        followsSources = options.directories.isEmpty
        self.rules = rules
        self.logger = logger
        let (directories, isFull) = (watch.count, watch.isFull)
        self.watch = watch
        logger.info(
            "reloads on changes of \(rules.include.joined(separator: ", ")) in \(directories) director\(directories == 1 ? "y" : "ies")"
        )
        if isFull { complainOfSize() }
    }

    private static func absolute(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        var status = stat()
        guard stat(resolved, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
            errno = ENOTDIR
            return nil
        }
        return String(cString: resolved)
    }

    private func complainOfSize() {
        guard !hasComplained else { return }
        hasComplained = true
        logger.warning(
            "there are more than \(DirectoryWatch.limit) directories here, and changes in the deepest go unseen; name those of the code with --reload-dir, or leave some out with --reload-exclude"
        )
    }

    /// What to wait for.
    var descriptors: [Int32] { [watch.descriptor, sources.read] }

    /// How long a wait may be, in milliseconds, for a reload that is due; nil when none is.
    var patience: Int32? {
        guard let due else { return nil }
        let left = due - .now
        return max(0, Int32(left / .milliseconds(1)) + 1)
    }

    private var due: ContinuousClock.Instant? {
        first.map { min($0.at + Self.longest, last + Self.quiet) }
    }

    /// Looks for changes, without waiting. What has changed, when it is time to reload for it.
    func look() -> String? {
        readSources()
        do throws(DirectoryWatch.Failure) {
            note(try watch.changes(rules))
        } catch {
            complain(error)
        }
        if watch.isFull { complainOfSize() }
        for path in watch.takeGone() {
            logger.warning("\(path.printable) is gone; changes there count again when it is back")
        }
        guard let due, due <= .now, let change = first?.change.relative else { return nil }
        defer {
            first = nil
            count = 0
        }
        return change.printable + (count > 1 ? " and others" : "")
    }

    private func note(_ changes: [DirectoryWatch.Change]) {
        guard let one = changes.first else { return }
        last = .now
        count += changes.count
        if first == nil { first = (one, .now) }
    }

    private func complain(_ failure: DirectoryWatch.Failure) {
        guard !hasComplained else { return }
        hasComplained = true
        logger.error("some changes will go unseen: \(failure)")
    }

    /// Directories that modules were loaded from, from workers.
    private func readSources() {
        var buffer = [UInt8](repeating: 0, count: 16_384)
        while true {
            let count = read(sources.read, &buffer, buffer.count)
            guard count > 0 else { return }
            unread += buffer[..<count]
            while let end = unread.firstIndex(of: 0) {
                let words = unread[..<end].split(separator: UInt8(ascii: " "), maxSplits: 1)
                unread.removeSubrange(...end)
                guard words.count == 2, let time = Int64(String(decoding: words[0], as: UTF8.self)) else { continue }
                let path = String(decoding: words[1], as: UTF8.self)
                guard followsSources, known.count < Self.reported, known.insert(path).inserted,
                    let real = Self.absolute(path)
                else { continue }
                do throws(DirectoryWatch.Failure) {
                    // It may have changed while this was on its way.
                    note(try watch.add(real, since: time, rules))
                } catch {
                    complain(error)
                }
            }
            if unread.count > 65_536 { unread = [] }
        }
    }

    /// In a new worker: closes what only the supervisor reads. Where the worker tells of its code; it owns that.
    func leave() -> Int32 {
        close(sources.read)
        return sources.write
    }
}
