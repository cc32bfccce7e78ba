import CrosswindHTTP
import Testing

private func pairs(_ text: String) throws -> [String] {
    try URLEncodedForm.parse(text).map { $0.name + "=" + ($0.text ?? "?") }
}

@Suite struct URLEncodedFormTests {
    @Test(arguments: [
        ("", []), ("a=1", ["a=1"]), ("a=1&b=2", ["a=1", "b=2"]), ("a=1&a=2&b=3&a=4", ["a=1", "a=2", "b=3", "a=4"]),
        ("a", ["a="]), ("a=", ["a="]), ("=", ["="]), ("=1", ["=1"]), ("&&a=1&&", ["a=1"]), ("a=b=c", ["a=b=c"]),
        ("a=1;b=2", ["a=1;b=2"]), ("a+b=c+d", ["a b=c d"]), ("a%20b=%63", ["a b=c"]), ("a=%2B", ["a=+"]),
        ("a=%25%32%30", ["a=%20"]), ("a=%", ["a=%"]), ("a=%4", ["a=%4"]), ("a=%zz", ["a=%zz"]), ("a=%%41", ["a=%A"]),
        ("%3D=%26", ["==&"]), ("n=%C3%A9", ["n=é"]), ("%C3%A9=é", ["é=é"]), ("a=%00", ["a=\u{0}"]),
    ]) func parses(_ text: String, _ expected: [String]) throws {
        #expect(try pairs(text) == expected)
    }

    @Test func valuesAreBytes() throws {
        let fields = try URLEncodedForm.parse(Array("%ff=%ff%00".utf8) + [0xFE])
        #expect(fields == [FormField(name: "\u{FF}", value: [0xFF, 0, 0xFE])])
        #expect(fields[0].text == nil)
    }

    @Test func boundsTheFields() throws {
        let full = Array(repeating: "a", count: 1000).joined(separator: "&")
        #expect(try URLEncodedForm.parse(full).count == 1000)
        #expect(throws: FormError.tooManyFields) { try URLEncodedForm.parse(full + "&b") }
        #expect(throws: FormError.tooManyFields) { try URLEncodedForm.parse(String(repeating: "&", count: 1000)) }
        #expect(try URLEncodedForm.parse("a&b", limit: 2).count == 2)
        #expect(throws: FormError.tooManyFields) { try URLEncodedForm.parse("a&b&c", limit: 2) }
        #expect(FormError.tooManyFields.status == 400)
    }
}
