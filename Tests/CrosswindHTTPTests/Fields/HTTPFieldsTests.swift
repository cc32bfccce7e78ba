import CrosswindHTTP
import Testing

@Suite struct HTTPFieldsTests {
    @Test func findsNamesWhateverTheirCase() throws {
        var fields = HTTPFields()
        try fields.add("content-TYPE", "text/html")
        #expect(fields["Content-Type"] == "text/html")
        #expect(fields["CONTENT-TYPE"] == "text/html")
        #expect(fields.contains("content-type"))
        #expect(fields["Content-Typ"] == nil)
        #expect(fields["Content_Type"] == nil)
        #expect(fields.get("X", default: "none") == "none")
        #expect(fields.get("content-type", default: "none") == "text/html")
    }

    @Test(arguments: [
        ("content-type", "Content-Type"), ("CONTENT-TYPE", "Content-Type"), ("etag", "Etag"), ("X-1a-b_C", "X-1a-B_c"),
        ("www-authenticate", "Www-Authenticate"), ("-a--b-", "-A--B-"),
    ]) func writesNamesAsTornadoDoes(_ name: String, _ written: String) throws {
        var fields = HTTPFields()
        try fields.add(name, "")
        #expect(fields.names == [written])
    }

    /// A carriage return differs from a hyphen in the bit that letters differ by.
    @Test func foldsNothingButLetters() throws {
        let fields: HTTPFields = ["a^b": "1", "a~c": "2"]
        #expect(fields["A~B"] == nil)
        #expect(fields["A^C"] == nil)
        #expect(fields["A\rb"] == nil)
    }

    @Test func keepsOrderAndRepeats() throws {
        var fields = HTTPFields()
        try fields.add("B", "1")
        try fields.add("A", "2")
        try fields.add("b", "3")
        #expect(fields.count == 3)
        #expect(fields.getList("B") == ["1", "3"])
        #expect(fields.getAll().map(\.name) == ["B", "A", "B"])
        #expect(fields.getAll().map(\.value) == ["1", "2", "3"])
        #expect(fields.names == ["B", "A"])
        #expect(fields.map(\.value) == ["1", "2", "3"])
        #expect(fields.description == "B: 1\nA: 2\nB: 3\n")
    }

    /// RFC 9110 §5.3, RFC 9113 §8.2.3; Set-Cookie cannot be joined (RFC 6265 §3).
    @Test func joinsRepeats() throws {
        var fields = HTTPFields()
        for (name, value) in [("Accept", "a"), ("Cookie", "a=1"), ("Set-Cookie", "x=1; Expires=Sun, 06 Nov 1994")] {
            try fields.add(name, value)
        }
        for (name, value) in [("accept", "b"), ("cookie", "b=2"), ("set-cookie", "y=2")] {
            try fields.add(name, value)
        }
        #expect(fields["Accept"] == "a,b")
        #expect(fields["Cookie"] == "a=1; b=2")
        #expect(fields["Set-Cookie"] == "x=1; Expires=Sun, 06 Nov 1994")
        #expect(fields.getList("Set-Cookie").count == 2)
    }

    @Test func setsInPlace() throws {
        var fields: HTTPFields = ["A": "1", "B": "2"]
        try fields.add("a", "3")
        try fields.add("A", "4")
        try fields.set("a", "5")
        #expect(fields.map(\.name) == ["A", "B"])
        #expect(fields.map(\.value) == ["5", "2"])
        try fields.set("C", "6")
        try fields.setDefault("c", "7")
        try fields.setDefault("D", "8")
        #expect(fields.map(\.value) == ["5", "2", "6", "8"])
    }

    @Test func removes() throws {
        var fields: HTTPFields = ["A": "1", "B": "2"]
        try fields.add("a", "3")
        let (first, second) = (fields.remove("A"), fields.remove("A"))
        #expect(first && !second)
        #expect(fields.map(\.value) == ["2"])
        fields.removeAll()
        #expect(fields.isEmpty)
    }

    @Test(arguments: ["", " ", "A B", "A:", "A\r\nB", "A\u{0}", "é", "(a)"]) func refusesNames(_ name: String) {
        var fields: HTTPFields = ["A": "1"]
        #expect(throws: HTTPFieldError.invalidName) { try fields.add(name, "v") }
        #expect(throws: HTTPFieldError.invalidName) { try fields.set(name, "v") }
        #expect(throws: HTTPFieldError.invalidName) { try fields.setDefault(name, "v") }
        #expect(fields == ["A": "1"])
    }

    @Test(arguments: ["a\r\nSet-Cookie: b", "a\nb", "\r", "\u{0}", "\u{7F}", "0123456789abcdef0123456789abcdef\n"])
    func refusesValues(_ value: String) {
        var fields: HTTPFields = ["A": "1"]
        #expect(throws: HTTPFieldError.invalidValue) { try fields.add("A", value) }
        #expect(throws: HTTPFieldError.invalidValue) { try fields.set("A", value) }
        #expect(fields == ["A": "1"])
    }

    @Test func allowsTabsAndText() throws {
        var fields = HTTPFields()
        try fields.add("A", "a\tb é €")
        #expect(fields["A"] == "a\tb é €")
    }
}
