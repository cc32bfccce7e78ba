#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

extension ServerConfiguration {
    /// Descriptors kept back for listeners, logs, spool files, the app's own files and database connections.
    static let reservedDescriptors = 256

    /// Raises the soft limit of open descriptors to the hard one and gives the number of connections that fit.
    ///
    /// A connection whose request runs in Python takes two descriptors (see `docs/architecture.md`, "A worker writes
    /// its own answer"), so it is half of the limit less a reserve, and at least 64.
    public static func defaultMaxConnections() -> Int {
        var limit = rlimit()
        #if canImport(Glibc)
        let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        #else
        let resource = RLIMIT_NOFILE
        #endif
        guard getrlimit(resource, &limit) == 0 else { return 1024 }
        if limit.rlim_cur < limit.rlim_max {
            var raised = limit
            // Linux: the hard limit may be 2^20 or more; more than 1 M buys nothing and slows whoever closes them all.
            raised.rlim_cur = min(limit.rlim_max, 1_048_576)
            if setrlimit(resource, &raised) == 0 { limit = raised }
        }
        let usable = Int(min(limit.rlim_cur, 1_048_576)) - reservedDescriptors
        return max(64, usable / 2)
    }
}
