import Testing

@testable import CrosswindServer

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

@Suite struct DescriptorLimitTests {
    @Test func halfOfWhatThereIs() {
        let connections = ServerConfiguration.defaultMaxConnections()
        var limit = rlimit()
        #if canImport(Glibc)
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        #else
        getrlimit(RLIMIT_NOFILE, &limit)
        #endif
        #expect(connections >= 64)
        if limit.rlim_cur >= 1024 {
            #expect(connections * 2 + ServerConfiguration.reservedDescriptors <= Int(min(limit.rlim_cur, 1 << 20)))
        }
        // The soft limit has been raised as far as it goes.
        #expect(limit.rlim_cur == limit.rlim_max || limit.rlim_cur >= 1 << 20)
        #expect(ServerConfiguration.defaultMaxConnections() == connections)
    }
}
