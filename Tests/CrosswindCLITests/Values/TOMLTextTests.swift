import Testing

@testable import CrosswindCLI

@Suite struct TOMLTextTests {
    @Test func strings() {
        #expect(TOMLText.string("a\"b\\c\n\t\u{1}é") == "\"a\\\"b\\\\c\\n\\t\\u0001é\"")
        #expect(TOMLText.array([]) == "[]" && TOMLText.array(["a", "b"]) == "[\"a\", \"b\"]")
    }

    @Test func numbers() {
        #expect(TOMLText.number("30") == "30" && TOMLText.number("0") == "0")
        for text in ["", "030", "30s", "-1", "99999999999999999999"] { #expect(TOMLText.number(text) == "\"\(text)\"") }
    }
}
