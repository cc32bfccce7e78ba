import PythonBridge

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Whom the process becomes before it imports the application (`--user`, `--group`): as a whole, or not at all.
struct Identity: Sendable, Equatable {
    /// Nil: it stays who it is.
    let user: uid_t?
    let group: gid_t
    /// The user's name, by which its further groups are found; nil for a number without one.
    let name: String?
    let home: String?

    /// Looks up what the options say, by name or number. Nil when they say nothing.
    static func find(user: String?, group: String?) throws(UsageError) -> Identity? {
        guard user != nil || group != nil else { return nil }
        var wanted: gid_t?
        if let group {
            if let number = gid_t(group) {
                wanted = number
            } else if let entry = getgrnam(group) {
                wanted = entry.pointee.gr_gid
            } else {
                throw UsageError("--group: there is no group '\(group.printable)'; see getent group")
            }
        }
        guard let user else { return Identity(user: nil, group: wanted.unsafelyUnwrapped, name: nil, home: nil) }
        let number = uid_t(user)
        let entry = number.map { getpwuid($0) } ?? getpwnam(user)
        guard let entry else {
            guard let number else {
                throw UsageError("--user: there is no user '\(user.printable)'; see getent passwd")
            }
            guard let wanted else {
                throw UsageError("--user: \(number) has no entry among the users; say --group too")
            }
            return Identity(user: number, group: wanted, name: nil, home: nil)
        }
        return Identity(
            user: entry.pointee.pw_uid, group: wanted ?? entry.pointee.pw_gid,
            name: String(cString: entry.pointee.pw_name), home: String(cString: entry.pointee.pw_dir))
    }

    /// The same, for who is about to run a command.
    static func find(_ options: CommandOptions) throws(ServeCommand.Failure) -> Identity? {
        do throws(UsageError) {
            return try find(user: options.user, group: options.group)
        } catch {
            throw ServeCommand.Failure(message: error.message, code: error.exitCode)
        }
    }

    /// Whether the process is that already.
    var isAssumed: Bool { (user ?? geteuid()) == geteuid() && group == getegid() }

    /// Becomes it: groups, group, user, in this order, with no way back. All threads of the process.
    func assume() throws(ServeCommand.Failure) {
        guard !isAssumed else { return }
        guard geteuid() == 0 else {
            throw Self.failure("--user and --group need a start as root, or as that user", 0)
        }
        let isGrouped: Bool
        if let name {
            #if canImport(Glibc)
            isGrouped = initgroups(name, group) == 0
            #else
            isGrouped = initgroups(name, Int32(bitPattern: group)) == 0
            #endif
        } else {
            var only = group
            isGrouped = setgroups(1, &only) == 0
        }
        guard isGrouped else { throw Self.failure("can't take on the groups of \(name ?? "\(group)")", errno) }
        // As root both set the saved id too, so that there is no way back.
        guard setgid(group) == 0 else { throw Self.failure("can't become group \(group)", errno) }
        if let user { guard setuid(user) == 0 else { throw Self.failure("can't become user \(user)", errno) } }
        try verify()
        #if os(Linux)
        ProcessControl.makeDumpable()
        #endif
    }

    /// Makes a log file its own, as far as that is possible.
    private func takeOver(_ path: String) {
        // It need not be there yet.
        let descriptor = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { return }
        _ = fchown(descriptor, user ?? uid_t.max, group)
        close(descriptor)
    }

    /// A process that believes it has dropped its privileges and hasn't is worse than none: tries to take them back.
    private func verify() throws(ServeCommand.Failure) {
        let isWhole = getgid() == group && getegid() == group && (user == nil || getuid() == user && geteuid() == user)
        let isFinal = user == nil || user == 0 || setuid(0) != 0 && seteuid(0) != 0 && (group == 0 || setegid(0) != 0)
        guard isWhole, isFinal else { throw Self.failure("the privileges are dropped in part only", 0) }
    }

    private static func failure(_ what: String, _ number: Int32) -> ServeCommand.Failure {
        let why = number == 0 ? "" : ": \(String(cString: strerror(number)))"
        return ServeCommand.Failure(message: what + why, code: ServeCommand.ExitCode.failure)
    }

    /// The whole of it, before the application is imported; log files go along, so that they can be opened anew. Attached.
    func become(_ options: CommandOptions, _ python: borrowing Python) throws(ServeCommand.Failure) {
        guard !isAssumed else { return }
        if let path = options.logFile { takeOver(path) }
        if case .file(let path) = options.accessLog { takeOver(path) }
        try assume()
        do throws(PythonError) {
            try announce(python)
        } catch {
            throw ServeCommand.Failure(message: error.traceback, code: ServeCommand.ExitCode.failure)
        }
    }

    /// Tells the application whose home is whose: `HOME`, `USER` and `LOGNAME`, as systemd's `User=` does. Attached.
    private func announce(_ python: borrowing Python) throws(PythonError) {
        guard let name, user != nil else { return }
        let variables = try python.import("os").attribute("environ")
        for (key, value) in [("USER", name), ("LOGNAME", name), ("HOME", home ?? "/")] {
            _ = try variables.callMethod(python.str("__setitem__"), python.str(key), python.path(value))
        }
    }
}
