import CrosswindHTTP
import Testing

@Suite struct ForwardedHeadersTests {
    @Test func names() {
        #expect(ForwardedHeaders(names: []) == [] && ForwardedHeaders(names: ["none"]) == [])
        #expect(ForwardedHeaders(names: ["x-forwarded"]) == [.xForwardedFor, .xForwardedProto])
        #expect(ForwardedHeaders(names: ["X-Forwarded", "x-forwarded-host"])?.contains(.xForwardedHost) == true)
        #expect(ForwardedHeaders(names: ["x-forwarded-port"]) == .xForwardedPort)
        #expect(ForwardedHeaders(names: ["forwarded"]) == .forwarded)
        for names in [["all"], ["forwarded", "x-forwarded"], ["none", "forwarded"], ["x-forwarded", "none"], [""]] {
            #expect(ForwardedHeaders(names: names) == nil, "\(names)")
        }
    }
}
