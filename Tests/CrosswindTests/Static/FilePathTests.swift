import CrosswindStatic
import Testing

@testable import Crosswind

@Suite struct FilePathTests {
    @Test(
        "As Python's os.path.abspath",
        arguments: [
            ("/a/b", "/a/b"), ("/a//b/", "/a/b"), ("/a/./b", "/a/b"), ("/a/../b", "/b"), ("/../..", "/"), ("/", "/"),
            ("/a/b/../../..", "/"), ("//a", "/a"), ("/a/...", "/a/..."), ("/a/.b", "/a/.b"),
        ])
    func absolute(_ path: String, _ expected: String) { #expect(FilePath.absolute(path) == expected) }

    @Test("A relative path starts where the process is")
    func relative() {
        #expect(FilePath.absolute("x") == FilePath.absolute(".") + "/x")
        #expect(FilePath.absolute("").utf8.first == UInt8(ascii: "/"))
    }

    @Test func joining() {
        #expect(FilePath.join("/a", "b") == "/a/b")
        #expect(FilePath.join("/a/", "b") == "/a/b")
        #expect(FilePath.join("/a", "/b") == "/b")
        #expect(FilePath.join("/a", "") == "/a")
    }

    @Test("A directory holds itself and what is below, not what only begins like it")
    func inside() {
        #expect(FilePath.isInside("/a", "/a"))
        #expect(FilePath.isInside("/a/b", "/a"))
        #expect(!FilePath.isInside("/ab", "/a"))
        #expect(!FilePath.isInside("/", "/a"))
        #expect(FilePath.isInside("/a", "/"))
        // The same letter in two spellings is two names.
        #expect(!FilePath.isInside("/caf\u{E9}/x", "/cafe\u{301}"))
    }

    @Test("Links are followed as far as there is something; what is missing stands for itself")
    func resolving() {
        let folder = TemporaryDirectory()
        folder.makeDirectory("real")
        folder.write("real/file", "x")
        folder.link("link", to: "real")
        folder.link("absolute", to: folder("real"))
        folder.link("dangling", to: "/nowhere/at/all")
        folder.link("loop", to: "loop")
        #expect(FilePath.resolved(folder("link/file")) == folder("real/file"))
        #expect(FilePath.resolved(folder("link/missing")) == folder("real/missing"))
        #expect(FilePath.resolved(folder("absolute/a/b")) == folder("real/a/b"))
        #expect(FilePath.resolved(folder("dangling")) == "/nowhere/at/all")
        #expect(FilePath.resolved(folder("dangling/../x")) == "/nowhere/at/x")
        #expect(FilePath.resolved(folder("loop/x")) == folder("loop/x"))
        #expect(FilePath.resolved(folder("link/../link/file")) == folder("real/file"))
    }
}
