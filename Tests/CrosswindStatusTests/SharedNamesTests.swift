import CrosswindThreads
import Testing

@testable import CrosswindStatus

@Suite struct SharedNamesTests {
    private func names(_ count: Int) throws -> SharedNames {
        SharedNames(words: try SharedWords(count: count * 8), base: 0, count: count, entrySize: 8)
    }

    @Test func aTextKeepsItsIndex() throws {
        let names = try names(4)
        #expect(names.index(of: "a") == 0)
        #expect(names.index(of: "") == 1)
        #expect(names.index(of: "a") == 0)
        #expect(names.index(of: "a", kind: 7) == 2)
        #expect(names.index(of: "ä€😀") == 3)
        #expect(names.all.map(\.text) == ["a", "", "a", "ä€😀"])
        #expect(names.all.map(\.kind) == [0, 0, 7, 0])
    }

    @Test func bothEndsOfItAreBounded() throws {
        let names = try names(2)
        #expect(names.longest == 40)
        #expect(names.index(of: String(repeating: "x", count: 41)) == nil)
        #expect(names.index(of: String(repeating: "x", count: 40)) == 0)
        #expect(!names.isFull)
        #expect(names.index(of: "b") == 1)
        #expect(names.isFull)
        #expect(names.index(of: "c") == nil)
        #expect(names.index(of: "b") == 1)
    }

    /// A process that ended while it wrote leaves a place that nobody can use, and no more than that.
    @Test func aPlaceThatIsBeingWrittenIsPassed() throws {
        let names = try names(3)
        names.words[0] = 1
        #expect(names.index(of: "a") == 1)
        #expect(names.index(of: "a") == 1)
        #expect(names.all.map(\.index) == [1])
    }
}
