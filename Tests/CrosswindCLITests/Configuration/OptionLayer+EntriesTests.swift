import Testing

@testable import CrosswindCLI

@Suite struct OptionLayerEntriesTests {
    private func message(_ key: String, _ value: ConfigurationValue, line: Int = 7) -> String {
        do {
            _ = try OptionLayer(name: "crosswind.toml", [ConfigurationEntry(key: key, value: value, line: line)])
            Issue.record("no error")
            return ""
        } catch {
            #expect(!error.message.utf8.contains { $0 < 32 })
            return error.message
        }
    }

    @Test func wrongTypesNameFileKeyAndRemedy() {
        for (spec, value) in zip(
            OptionTable.all.filter(\.isFileKey), repeatElement(ConfigurationValue.other("date"), count: 999))
        {
            let text = message(spec.name, value)
            #expect(text.hasPrefix("crosswind.toml:7: \(spec.name) is a date"))
            #expect(text.hasSuffix("write it as in \(spec.fileExample)"))
        }
        #expect(message("threads", .string("3")).contains("is a string"))
        #expect(message("threads", .boolean(true)).contains("is true or false"))
        #expect(message("threads", .float(3)).contains("is a number"))
        #expect(message("factory", .integer(1)).contains("write it as in factory = true"))
        #expect(message("chdir", .array([])).contains("is an array"))
        #expect(message("bind", .array([.integer(8000)])).contains("is a number"))
        #expect(message("bind", .table([])).contains("is a table"))
    }

    @Test func unknownKeysSuggestTheNearest() {
        #expect(message("thread", .integer(1)) == "crosswind.toml:7: thread is no option of crosswind; threads is")
        #expect(message("max_conections", .integer(1)).hasSuffix("; max-connections is"))
        #expect(
            message("frobnicate", .integer(1), line: 0)
                == "crosswind.toml: frobnicate is no option of crosswind; see docs/options.md")
        #expect(message("worker_class", .string("gevent")).contains("there is one kind of worker"))
        #expect(message("\u{1b}[2J", .string("")).contains("\\x1b"))
    }

    @Test func twiceUnderTwoNames() {
        let entries = [
            ConfigurationEntry(key: "max-body-size", value: .integer(1), line: 1),
            ConfigurationEntry(key: "max_body_size", value: .integer(2), line: 2),
        ]
        #expect(throws: UsageError("crosswind.toml:2: max-body-size is there twice; leave one out")) {
            try OptionLayer(name: "crosswind.toml", entries)
        }
    }

    @Test func naturalTypes() throws {
        let entries = [
            ConfigurationEntry(key: "keep-alive", value: .float(1.5)),
            ConfigurationEntry(key: "workers", value: .string("auto")),
            ConfigurationEntry(key: "bind", value: .string(":80,:81")),
            ConfigurationEntry(key: "max_body_size", value: .string("10M")),
        ]
        let found = try OptionLayer(name: "x", entries).found.mapValues(\.text)
        #expect(found == ["keep-alive": "1.5", "workers": "auto", "bind": ":80,:81", "max-body-size": "10M"])
    }
}
