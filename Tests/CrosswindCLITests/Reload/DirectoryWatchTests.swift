#if canImport(Glibc)
import Glibc
import Testing

@testable import CrosswindCLI

@Suite struct DirectoryWatchTests {
    private func write(_ path: String, _ text: String = "") {
        let file = fopen(path, "w")
        fputs(text, file)
        fclose(file)
    }

    /// A fresh directory without symbolic links in its path, and all below it is removed afterwards.
    private func inDirectory(_ body: (String) throws -> Void) rethrows {
        var template = Array("/tmp/crosswind-watch-XXXXXX".utf8CString)
        precondition(mkdtemp(&template) != nil)
        let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        defer { removeAll(path) }
        try body(path)
    }

    private func removeAll(_ path: String) {
        for entry in DirectoryTree.entries(path) {
            let below = "\(path)/\(entry.name)"
            if entry.isDirectory { removeAll(below) } else { unlink(below) }
        }
        rmdir(path)
    }

    /// A directory that is named and replaced, as by a checkout: nothing above it tells of that.
    @Test func aNamedDirectoryThatComesBack() throws {
        try inDirectory { directory in
            let root = directory + "/src"
            mkdir(root, 0o755)
            var watch = try DirectoryWatch()
            let rules = ReloadRules()
            try watch.add(root, isDeep: true, rules)
            #expect(rmdir(root) == 0)
            #expect(try watch.changes(rules).isEmpty)
            #expect(watch.takeGone() == [root])
            #expect(watch.takeGone().isEmpty && watch.count == 0)
            mkdir(root, 0o755)
            mkdir(root + "/pkg", 0o755)
            write(root + "/pkg/a.py")
            #expect(try watch.changes(rules) == [DirectoryWatch.Change(path: root + "/pkg/a.py", relative: "pkg/a.py")])
            write(root + "/pkg/b.py")
            #expect(try watch.changes(rules).allSatisfy { $0.relative == "pkg/b.py" })
            #expect(watch.count == 2)
        }
    }

    /// Moved away and replaced at once; what happens to the old one is no change any more.
    @Test func aNamedDirectoryThatIsExchanged() throws {
        try inDirectory { directory in
            let root = directory + "/src"
            mkdir(root, 0o755)
            mkdir(root + "/old", 0o755)
            mkdir(directory + "/new", 0o755)
            write(directory + "/new/a.py")
            var watch = try DirectoryWatch()
            let rules = ReloadRules()
            try watch.add(root, isDeep: true, rules)
            #expect(rename(root, directory + "/away") == 0 && rename(directory + "/new", root) == 0)
            #expect(try watch.changes(rules).map(\.relative) == ["a.py"])
            #expect(watch.takeGone().isEmpty && watch.count == 1)
            write(directory + "/away/old/b.py")
            #expect(try watch.changes(rules).isEmpty)
        }
    }

    /// Of a file that is named only its directory is watched.
    @Test func theDirectoryOfANamedFile() throws {
        try inDirectory { directory in
            let place = directory + "/conf"
            mkdir(place, 0o755)
            var watch = try DirectoryWatch()
            var rules = ReloadRules()
            rules.extraFiles = [place + "/site.yaml"]
            try watch.add(place, isDeep: false, rules)
            rmdir(place)
            #expect(try watch.changes(rules).isEmpty)
            mkdir(place, 0o755)
            write(place + "/site.yaml")
            #expect(try watch.changes(rules).map(\.path) == [place + "/site.yaml"])
        }
    }

    /// More events than the kernel keeps: something has changed, and what came unseen is watched from then on.
    @Test func afterAnOverflow() throws {
        try inDirectory { directory in
            var watch = try DirectoryWatch()
            let rules = ReloadRules()
            try watch.add(directory, isDeep: true, rules)
            let file = try #require(fopen("/proc/sys/fs/inotify/max_queued_events", "r"))
            var limit: Int32 = 0
            withUnsafeMutablePointer(to: &limit) { limit in
                _ = withVaList([limit]) { vfscanf(file, "%d", $0) }
            }
            fclose(file)
            try #require(limit > 0 && limit <= 100_000)
            for _ in 0...limit / 2 {
                write(directory + "/x.py")
                unlink(directory + "/x.py")
            }
            mkdir(directory + "/unseen", 0o755)
            #expect(try watch.changes(rules).last?.relative == "many files")
            write(directory + "/unseen/y.py")
            #expect(try watch.changes(rules).last?.relative == "unseen/y.py")
        }
    }
}
#endif
