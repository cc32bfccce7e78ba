import CrosswindHTTP
import Testing

private func field(_ line: String) -> Result<Transcript.Message, HTTPParseError> {
    request("GET / HTTP/1.0\r\n\(line)\r\n\r\n")
}

private func error(_ line: String) -> HTTPParseError? {
    if case .failure(let error) = field(line) { error } else { nil }
}

@Suite struct FieldLineTests {
    @Test(arguments: [
        ("A:b", "A", "b"), ("A:", "A", ""), ("A: \t ", "A", ""), ("A: \tb c\t ", "A", "b c"), ("A:b:c", "A", "b:c"),
        ("X.Custom|Pipe: ok", "X.Custom|Pipe", "ok"),
        ("A-rather-long-name-of-a-field: v", "A-rather-long-name-of-a-field", "v"),
        ("X_Y: under", "X_Y", "under"), ("A: a\tb", "A", "a\tb"),
        ("A:  sixteen bytes and more, with\ttab", "A", "sixteen bytes and more, with\ttab"),
    ]) func splits(_ line: String, _ name: String, _ value: String) throws {
        #expect(try field(line).get().fields == [[name, value]])
    }

    @Test func keepsBytesBeyondASCIIInValues() throws {
        #expect(try field("A: é").get().fields == [["A", "\u{C3}\u{A9}"]])
    }

    @Test(arguments: ["A : b", "A\t: b", "Content-Length : 3"]) func refusesSpaceBeforeTheColon(_ line: String) {
        #expect(error(line) == .spaceBeforeColon)
    }

    @Test(arguments: [" A: b", "\tA: b", " "]) func refusesFolding(_ line: String) {
        #expect(error(line) == .obsoleteFolding)
        #expect(error("A: b\r\n" + line) == .obsoleteFolding)
    }

    @Test(arguments: [
        ":", ": b", "A", "A b: c", "A\u{0}: b", "Aé: b", "A\"b: c", "A(b): c", "A\r: b", "A\u{7F}: b",
        "Connectio\u{0}: b",
    ])
    func refusesNamesThatAreNoToken(_ line: String) {
        #expect(error(line) == .invalidFieldName)
    }

    @Test func refusesEveryControlByteEverywhereInAValue() {
        for control in UInt8(0)..<0x80 where (control < 0x20 || control == 0x7F) && control != 9 && control != 10 {
            let text = String(UnicodeScalar(control))
            for length in [1, 3, 4, 7, 8, 15, 16, 17, 40] {
                for place in 0..<length {
                    let value =
                        String(repeating: "x", count: place) + text + String(repeating: "y", count: length - place - 1)
                    if error("A:" + value) != .invalidFieldValue { Issue.record("\(control) at \(place) of \(length)") }
                }
            }
        }
    }

    @Test func refusesBareLineFeeds() {
        #expect(error("A: b\nC: d") == .bareLineFeed)
        #expect(refusal("GET / HTTP/1.0\r\nA: b\r\n\n") == .bareLineFeed)
        #expect(refusal("GET / HTTP/1.0\n\n") == .bareLineFeed)
    }

    @Test func keepsRepeatedFieldsApart() throws {
        let message = try field("Cookie: a=b\r\nX: 1\r\ncookie: c=d").get()
        #expect(message.fields == [["Cookie", "a=b"], ["X", "1"], ["cookie", "c=d"]])
        #expect(message.known == [.cookie, .other, .cookie])
    }

    @Test(arguments: KnownField.allCases.dropFirst()) func knowsNamesInEitherCase(_ known: KnownField) throws {
        let name = "\(known.name)"
        let upper = name.uppercased()
        // Values that every field may have, in a message that Host alone would make invalid otherwise.
        let value = known == .contentLength ? "0" : known == .expect ? "100-continue" : known == .host ? "a" : "x"
        guard known != .transferEncoding else { return }
        #expect(try field("\(name): \(value)").get().known == [known])
        #expect(try field("\(upper): \(value)").get().known == [known])
        #expect(try field("\(name)x: y").get().known == [.other])
        #expect(try field("q\(name.dropFirst()): y").get().known == [.other])
        // A carriage return must not pass for the hyphen that it differs from by the case bit.
        if name.contains("-") {
            let forged = name.replacing("-", with: "\r", maxReplacements: 1)
            #expect(error("\(forged): \(value)") == .invalidFieldName)
        }
    }
}
