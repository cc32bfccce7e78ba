import Testing

@testable import CrosswindServer

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

@Suite struct FileTreeTests {
    @Test("A file or a directory looks different when something in it has changed")
    func changes() throws {
        var name = Array("/tmp/crosswind-tree-XXXXXX".utf8CString)
        let folder = String(cString: try #require(mkdtemp(&name)))
        defer { remove(folder) }
        let deep = "\(folder)/package"
        let file = "\(deep)/module.py"
        mkdir(deep, 0o755)
        defer { rmdir(deep) }
        write("one", to: file)
        defer { unlink(file) }
        let before = FileTree(folder)
        #expect(before == FileTree(folder) && !before.isEmpty)

        // What nobody has written, and what is hidden.
        let (cache, hidden) = ("\(deep)/__pycache__", "\(folder)/.swp")
        mkdir(cache, 0o755)
        defer { rmdir(cache) }
        write("x", to: hidden)
        defer { unlink(hidden) }
        // A link back up, which must not be followed for ever.
        let link = "\(deep)/up"
        symlink(folder, link)
        defer { unlink(link) }
        #expect(FileTree(folder) == before)

        write("longer", to: file)
        let after = FileTree(folder)
        #expect(after != before)
        let other = "\(deep)/other.py"
        write("", to: other)
        #expect(FileTree(folder) != after)
        unlink(other)
        #expect(FileTree(folder) == after)
        #expect(FileTree("\(folder)/nothing").isEmpty)
    }

    private func write(_ text: String, to path: String) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        #expect(pwrite(descriptor, text, text.utf8.count, 0) == text.utf8.count)
        close(descriptor)
    }
}
