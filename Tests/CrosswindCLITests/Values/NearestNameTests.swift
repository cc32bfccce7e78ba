import Testing

@testable import CrosswindCLI

@Suite struct NearestNameTests {
    @Test func typingErrors() {
        let names = ["threads", "workers", "max-connections", "bind", "fd"]
        #expect(NearestName.find("thread", in: names) == "threads")
        #expect(NearestName.find("wrokers", in: names) == "workers")
        #expect(NearestName.find("max-conn", in: names) == "max-connections")
        #expect(NearestName.find("bnd", in: names) == "bind")
        for other in ["", "x", "database", "zz"] { #expect(NearestName.find(other, in: names) == nil, "\(other)") }
    }

    @Test func distances() {
        func distance(_ one: String, _ other: String) -> Int {
            NearestName.distance(Array(one.utf8), Array(other.utf8))
        }
        #expect(distance("", "") == 0 && distance("abc", "abc") == 0)
        #expect(distance("abc", "") == 3 && distance("", "ab") == 2)
        #expect(distance("kitten", "sitting") == 3)
        #expect(distance("ab", "ba") == 1)
    }
}
