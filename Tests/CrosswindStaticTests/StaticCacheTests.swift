import NIOCore
import Testing

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

@testable import CrosswindStatic

@Suite struct StaticCacheTests {
    /// A directory for the length of a test.
    private final class Folder {
        let path: String

        init() {
            var template = Array("/tmp/crosswind-static-XXXXXX".utf8CString)
            path = String(cString: mkdtemp(&template))
        }

        deinit {
            for name in names { unlink("\(path)/\(name)") }
            rmdir(path)
        }

        private var names: [String] = []

        func write(_ name: String, _ content: String) throws {
            names.append(name)
            let file = try #require(fopen("\(path)/\(name)", "w"))
            fputs(content, file)
            fclose(file)
        }

        func remove(_ name: String) { unlink("\(path)/\(name)") }
    }

    private func withBytes<T>(_ text: String, _ body: (UnsafeRawBufferPointer) throws -> T) rethrows -> T {
        try Array(text.utf8).withUnsafeBytes(body)
    }

    private func entry(_ folder: Folder, _ name: String) throws -> StaticEntry? {
        let mount = try StaticMount(prefix: "/", directory: folder.path, maxAge: 60)
        return withBytes(name) { StaticEntry(mount, $0) }
    }

    @Test func whatIsKept() throws {
        let folder = Folder()
        try folder.write("a.css", "body{}")
        let made = try #require(try entry(folder, "a.css"))
        let original = made.original
        #expect(original.bytes.map { String(buffer: $0) } == "body{}" && made.siblings.isEmpty)
        let content = String(decoding: original.content, as: UTF8.self)
        #expect(content == "Content-Type: text/css\r\nAccept-Ranges: bytes\r\n")
        #expect(String(decoding: original.caching, as: UTF8.self).hasSuffix("\r\nCache-Control: max-age=60\r\n"))
        #expect(original.tag.hasPrefix("\"") && original.tag.hasSuffix("-6\""))
        #expect(try entry(folder, "b.css") == nil)
    }

    @Test func siblings() throws {
        let folder = Folder()
        try folder.write("a.js", "plain")
        try folder.write("a.js.gz", "gzip")
        let made = try #require(try entry(folder, "a.js"))
        #expect(made.siblings.map(\.coding) == [.gzip])
        let accepted = withBytes("br, gzip") { AcceptedCodings($0) }
        #expect(made.variant(accepted).bytes.map { String(buffer: $0) } == "gzip")
        #expect(made.variant(AcceptedCodings()).coding == nil)
        #expect(made.variant(accepted).tag != made.original.tag)
        #expect(String(decoding: made.original.caching, as: UTF8.self).contains("Vary: Accept-Encoding\r\n"))
    }

    @Test func afterASecondTheDiskCounts() throws {
        let folder = Folder()
        try folder.write("a", "1")
        let made = try #require(try entry(folder, "a"))
        let later = UInt64.max / 2
        #expect(made.isCurrent(later))
        try folder.write("a.br", "2")
        #expect(made.isCurrent(later) && !made.isCurrent(later + 2_000_000_000))
        let second = try #require(try entry(folder, "a"))
        folder.remove("a")
        #expect(!second.isCurrent(later))
    }

    @Test func lookingUp() throws {
        let folder = Folder()
        try folder.write("a", "1")
        let cache = StaticCache(memory: 1 << 20)
        let made = try #require(try entry(folder, "a"))
        withBytes("a") { name in
            #expect(cache.find(mount: 0, name) == nil)
            cache.keep(made, mount: 0, name)
            #expect(cache.find(mount: 0, name) === made)
            #expect(cache.find(mount: 1, name) == nil)
            cache.forget(mount: 0, name)
            #expect(cache.find(mount: 0, name) == nil)
        }
    }

    @Test func memoryIsBounded() throws {
        let folder = Folder()
        try folder.write("a", String(repeating: "x", count: 50_000))
        let cache = StaticCache(memory: 1 << 20)
        let made = try #require(try entry(folder, "a"))
        for index in 0..<200 { withBytes("\(index)") { cache.keep(made, mount: 0, $0) } }
        let kept = (0..<200).count { index in withBytes("\(index)") { cache.find(mount: 0, $0) != nil } }
        #expect(kept > 4 && kept * 50_000 <= 1 << 20)
        #expect(withBytes("199") { cache.find(mount: 0, $0) != nil })
    }
}
