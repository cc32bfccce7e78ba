import CrosswindHTTP
import Testing

@Suite struct GunicornCorpusTests {
    @Test func isThere() {
        #expect(
            CorpusEntry.all.count == 137,
            "no corpus at \(CorpusEntry.path); CROSSWIND_CORPUS names another place")
    }

    @Test func explainsEveryDifference() {
        for (name, difference) in CorpusDifference.all {
            let known = CorpusEntry.all.contains { $0.name == name }
            #expect(known && !difference.why.isEmpty, "\(name)")
        }
    }

    @Test(arguments: CorpusEntry.all) func getsOurVerdict(_ entry: CorpusEntry) {
        let entry = entry.withHosts
        let transcript = Transcript(entry.bytes, limits: entry.limits, stopsAtClose: true)
        if let difference = CorpusDifference.all[entry.name] {
            switch difference.ours {
            case .refused(let error): #expect(transcript.error == error)
            case .accepted:
                #expect(transcript.error == nil)
                let complete = transcript.messages.allSatisfy(\.isComplete)
                #expect(complete)
            }
        } else if entry.isValid {
            #expect(transcript.error == nil)
            #expect(transcript.messages.count == entry.expected.count)
            for (message, expected) in zip(transcript.messages, entry.expected) {
                #expect(message.method == expected.method)
                #expect(message.target == expected.target)
                #expect(Int(message.minorVersion) == expected.minorVersion)
                #expect(String(latin1: message.body) == expected.body)
                #expect(message.isComplete)
                // gunicorn drops names with an underscore; here the bridge does that, not the parser.
                let fields = message.fields.map { [$0[0].uppercased(), $0[1]] }
                    .filter { $0 != ["HOST", "x"] && !$0[0].contains("_") }
                #expect(fields == expected.fields)
            }
        } else {
            #expect(transcript.error != nil)
        }
    }

    /// However the bytes are cut, the outcome is the same.
    @Test(arguments: CorpusEntry.all) func doesNotDependOnPacketBoundaries(_ entry: CorpusEntry) {
        let patched = entry.withHosts
        for entry in patched.bytes == entry.bytes ? [entry] : [entry, patched] {
            let whole = Transcript(entry.bytes, limits: entry.limits)
            let count = entry.bytes.count
            #expect(Transcript(entry.bytes, cuts: Array(0..<count), limits: entry.limits) == whole)
            // The longest entries are one line of thousands of the same letter.
            for cut in stride(from: 0, to: count, by: count > 3000 ? 61 : 1) {
                let cutOnce = Transcript(entry.bytes, cuts: [cut], limits: entry.limits, freshHeads: true)
                if cutOnce != whole { Issue.record("cut at \(cut): \(cutOnce.error?.reason ?? "no error")") }
            }
        }
    }
}
