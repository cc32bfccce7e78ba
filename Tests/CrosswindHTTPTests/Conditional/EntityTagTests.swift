import CrosswindHTTP
import Testing

@Suite struct EntityTagTests {
    @Test func readsAndWrites() {
        #expect(EntityTag(parsing: "\"a\"") == EntityTag("a"))
        #expect(EntityTag(parsing: "W/\"a\"") == EntityTag("a", isWeak: true))
        #expect(EntityTag("a").description == "\"a\"")
        #expect(EntityTag("a", isWeak: true).description == "W/\"a\"")
        for text in ["", "a", "*", "\"a", "w/\"a\"", " \"a\"", "\"a\" ", "W/", "\"a\",\"b\"", "\"a\"b\""] {
            #expect(EntityTag(parsing: text) == nil, "\(text)")
        }
    }

    /// The table of RFC 9110 §8.8.3.2.
    @Test(arguments: [
        (true, "1", true, "1", false, true), (true, "1", true, "2", false, false), (true, "1", false, "1", false, true),
        (false, "1", false, "1", true, true),
    ]) func compares(_ weak1: Bool, _ tag1: String, _ weak2: Bool, _ tag2: String, _ strong: Bool, _ weak: Bool) {
        let (one, two) = (EntityTag(tag1, isWeak: weak1), EntityTag(tag2, isWeak: weak2))
        #expect(one.matchesStrongly(two) == strong)
        #expect(two.matchesStrongly(one) == strong)
        #expect(one.matchesWeakly(two) == weak)
        #expect(two.matchesWeakly(one) == weak)
    }

    @Test func comparesBytesAndNotLetters() { #expect(!EntityTag("\u{E9}").matchesWeakly(EntityTag("e\u{301}"))) }

    @Test func readsLists() {
        let list = EntityTagList("\"a\", W/\"b\"\"c,d\" x \"unfinished")
        #expect(list.tags == [EntityTag("a"), EntityTag("b", isWeak: true), EntityTag("c,d")])
        #expect(!list.isAny)
        #expect(list.matchesStrongly(EntityTag("a")))
        #expect(!list.matchesStrongly(EntityTag("b")))
        #expect(list.matchesWeakly(EntityTag("b")))
        #expect(!list.matchesWeakly(EntityTag("c")))
        #expect(!list.matchesWeakly(nil))
        #expect(EntityTagList("*").isAny)
        #expect(EntityTagList("*").matchesWeakly(EntityTag("x")))
        #expect(!EntityTagList("*").matchesWeakly(nil))
        #expect(!EntityTagList("\"*\"").isAny)
        #expect(!EntityTagList("").matchesWeakly(EntityTag("")))
    }
}
