import Testing

@testable import Crosswind

@Suite struct RouteIndexTests {
    private func candidates(_ prefixes: [String], _ path: String) -> [Int] {
        var path = path
        let index = RouteIndex(prefixes.map { Array($0.utf8) })
        return path.withUTF8 { index.candidates(UnsafeRawBufferPointer($0)) }
    }

    @Test("All routes whose prefix the path has, in the order of the table")
    func order() {
        let prefixes = ["/item/", "/", "/items", "/item/new", "", "/other", "/item/"]
        #expect(candidates(prefixes, "/item/new") == [0, 1, 3, 4, 6])
        #expect(candidates(prefixes, "/item/7") == [0, 1, 4, 6])
        #expect(candidates(prefixes, "/items") == [1, 2, 4])
        #expect(candidates(prefixes, "/ite") == [1, 4])
        #expect(candidates(prefixes, "x") == [4])
        #expect(candidates(prefixes, "") == [4])
    }

    @Test("What it finds is what comparing all prefixes finds")
    func exhaustive() {
        let letters = ["", "/", "a", "b", "/a", "/b", "ab", "/ab", "/abc", "/abd", "/ab/c"]
        for path in letters.map({ $0 + "c" }) + letters {
            let expected = letters.indices.filter { path.hasPrefix(letters[$0]) }
            #expect(candidates(letters, path) == expected, "\(path)")
        }
    }

    @Test("A thousand routes leave no more candidates than ten")
    func large() {
        let prefixes = (0..<1000).map { "/section\($0)/item/" }
        #expect(candidates(prefixes, "/section7/item/1") == [7])
        #expect(candidates(prefixes, "/section777/item/1") == [777])
    }
}
