#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// How many connections the process' descriptors allow.
public enum DescriptorLimit {
    /// Descriptors kept for the application's own files and sockets, spool files, Python's modules and our sockets, when
    /// the limit is large; of a small one a quarter is kept.
    public static let reserve = 512
    /// Descriptors asked for when the system lets us have more; a limit of millions would only make Python's
    /// `subprocess` and others that close them all slow.
    public static let enough = 65_536

    /// Raises the soft limit to `enough`, or to the hard limit if that is less, and says what it then is.
    public static func raise() -> Int {
        var limit = rlimit()
        guard getrlimit(Self.descriptors, &limit) == 0 else { return 1024 }
        let wanted = min(limit.rlim_max, rlim_t(enough))
        if limit.rlim_cur < wanted {
            var raised = limit
            raised.rlim_cur = wanted
            if setrlimit(Self.descriptors, &raised) == 0 { limit = raised }
        }
        return Int(min(limit.rlim_cur, rlim_t(Int32.max)))
    }

    /// Connections that `descriptors` leave room for; at least 1.
    public static func connections(descriptors: Int) -> Int {
        max(1, descriptors - min(reserve, descriptors / 4))
    }

    #if canImport(Glibc)
    private static let descriptors = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    #else
    private static let descriptors = RLIMIT_NOFILE
    #endif
}
