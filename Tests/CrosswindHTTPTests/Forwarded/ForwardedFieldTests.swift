import CrosswindHTTP
import Testing

@Suite struct ForwardedFieldTests {
    private static func field(_ name: String) -> ForwardedField? {
        Array(name.utf8).withUnsafeBytes { ForwardedField(name: $0) }
    }

    @Test func names() {
        #expect(Self.field("X-Forwarded-For") == .xForwardedFor && Self.field("x-forwarded-for") == .xForwardedFor)
        #expect(Self.field("X-FORWARDED-PROTO") == .xForwardedProto)
        #expect(Self.field("X-Forwarded-Host") == .xForwardedHost)
        #expect(Self.field("X-Forwarded-Port") == .xForwardedPort)
        #expect(Self.field("Forwarded") == .forwarded)
        for name in [
            "", "X_Forwarded_For", "X-Forwarded_For", "X-Forwarded-Fo", "X-Forwarded-Post", "forwardeD ",
            "Content-Length",
            "X-Forwarded\u{0d}For",
        ] {
            #expect(Self.field(name) == nil, "\(name)")
        }
    }
}
