import Testing

@testable import CrosswindCLI

@Suite struct ReloadRulesTests {
    @Test func pythonFilesCountAndOthersDoNot() {
        let rules = ReloadRules()
        #expect(rules.counts("/a/b/views.py", relative: "b/views.py"))
        #expect(!rules.counts("/a/b/views.pyc", relative: "b/views.pyc"))
        #expect(!rules.counts("/a/page.html", relative: "page.html"))
        // Emacs' mark that somebody edits views.py.
        #expect(!rules.counts("/a/.#views.py", relative: ".#views.py"))
    }

    @Test func patternsAreForNamesOrWithASlashForPaths() {
        var rules = ReloadRules()
        rules.include += ["*.html", "conf/*.toml", "/etc/shop/*"]
        rules.exclude = ["*_pb2.py", "generated/*"]
        rules.extraFiles = ["/a/data.bin"]
        #expect(rules.counts("/a/x/page.html", relative: "x/page.html"))
        #expect(rules.counts("/a/conf/x.toml", relative: "conf/x.toml"))
        #expect(!rules.counts("/a/x.toml", relative: "x.toml"))
        #expect(rules.counts("/etc/shop/words", relative: "words"))
        #expect(!rules.counts("/a/x_pb2.py", relative: "x_pb2.py"))
        #expect(!rules.counts("/a/generated/deep/x.py", relative: "generated/deep/x.py"))
        #expect(rules.counts("/a/data.bin", relative: "data.bin"))
    }

    @Test(arguments: [".git", ".venv", "__pycache__", "node_modules", "site-packages"])
    func neverEntered(_ name: String) {
        #expect(!ReloadRules().enters("/a/\(name)", relative: name))
    }

    @Test func excludedDirectoriesAreNotEntered() {
        var rules = ReloadRules()
        rules.exclude = ["media", "build/*"]
        #expect(rules.enters("/a/shop", relative: "shop"))
        #expect(!rules.enters("/a/x/media", relative: "x/media"))
        #expect(!rules.enters("/a/build/x", relative: "build/x"))
    }
}

@Suite struct ReloadOptionsTests {
    @Test func nothingIsWatchedUnlessAsked() throws {
        #expect(try options().reload == nil)
        #expect(try options().debug == false)
        #expect(try options("--reload-dir", "src").reload == nil)
    }

    @Test func allOfThem() throws {
        let reload = try #require(
            try options(
                "--reload", "--reload-dir", "src,lib", "--reload-include", "*.html", "--reload-exclude", "media",
                "--reload-extra-file", "a.yaml"
            ).reload)
        #expect(reload.directories == ["src", "lib"])
        #expect(reload.rules.include == ["*.py", "*.html"])
        #expect(reload.rules.exclude == ["media"])
        #expect(reload.extraFiles == ["a.yaml"])
    }

    @Test func reloadImpliesDebug() throws {
        #expect(try options("--reload").debug)
        #expect(try options("--debug").debug)
        #expect(try options("--debug").reload == nil)
    }

    @Test func variables() throws {
        #expect(try options(environment: ["CROSSWIND_RELOAD": "1"]).reload == ReloadOptions())
        #expect(try options("--no-reload", environment: ["CROSSWIND_RELOAD": "1"]).reload == nil)
    }
}
