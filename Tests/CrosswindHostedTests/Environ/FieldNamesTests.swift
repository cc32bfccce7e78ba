import Testing

@testable import CrosswindHosted

@Suite struct FieldNamesTests {
    @Test(arguments: [
        ("ACCEPT", "Accept"), ("X_FORWARDED_FOR", "X-Forwarded-For"), ("x_ODD_Case", "X-Odd-Case"), ("X__Y_", "X--Y-"),
        ("SEC_CH_UA_64", "Sec-Ch-Ua-64"), ("\u{E9}", "\u{E9}"), ("", ""),
    ])
    func names(_ key: String, _ name: String) {
        #expect(Array(key.utf8).withUnsafeBytes { FieldNames.of($0) } == name)
    }
}
