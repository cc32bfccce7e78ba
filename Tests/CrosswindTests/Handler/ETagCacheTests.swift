import NIOCore
import Testing

@testable import Crosswind

@Suite struct ETagCacheTests {
    /// Made once for the same bytes, and anew for any others, also those that look alike at both ends.
    @Test func remembers() {
        let cache = ETagCache()
        var made = 0
        func tag(_ text: String) -> String {
            cache.tag(of: ByteBuffer(string: text)) { body in
                made += 1
                return String(buffer: body)
            }
        }
        #expect(tag("Hello, world") == "Hello, world")
        #expect(tag("Hello, world") == "Hello, world")
        #expect(made == 1)
        let alike = ["12345678a12345678", "12345678b12345678", "12345678c12345678"]
        for _ in 0..<3 { for text in alike { #expect(tag(text) == text) } }
        #expect(tag("short") == "short")
        #expect(tag("shirt") == "shirt")
        #expect(tag("") == "")
    }

    /// Long ones are hashed each time.
    @Test func isBounded() {
        let cache = ETagCache()
        var made = 0
        for (count, expected) in [(1024, 1), (1024, 1), (1025, 2), (1025, 3)] {
            _ = cache.tag(of: ByteBuffer(repeating: 65, count: count)) { _ in
                made += 1
                return ""
            }
            #expect(made == expected)
        }
    }

    /// The body's storage is written again after it was sent, which must not change what was remembered.
    @Test func ownsItsBytes() {
        let cache = ETagCache()
        var body = ByteBuffer(string: "first")
        _ = cache.tag(of: body) { _ in "1" }
        body.clear()
        body.writeString("other")
        #expect(cache.tag(of: body) { _ in "2" } == "2")
        body.clear()
        body.writeString("first")
        #expect(["1", "3"].contains(cache.tag(of: body) { _ in "3" }))
    }
}
