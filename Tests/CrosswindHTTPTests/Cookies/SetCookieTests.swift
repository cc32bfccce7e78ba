import CrosswindHTTP
import Testing

@Suite struct SetCookieTests {
    @Test func writesAttributesInTheOrderOfPython() throws {
        let morsel = Morsel(
            "a", "b", domain: "example.com", path: "/x", expires: HTTPDate(unixTime: 784_111_777), maxAge: 60,
            secure: true, httpOnly: true, sameSite: .lax, partitioned: true)
        #expect(
            try SetCookie.value(morsel)
                == "a=b; Domain=example.com; expires=Sun, 06 Nov 1994 08:49:37 GMT; HttpOnly; Max-Age=60; Partitioned; "
                + "Path=/x; SameSite=Lax; Secure")
    }

    @Test func leavesOutWhatIsNotSaid() throws {
        #expect(try SetCookie.value(Morsel("a", "b")) == "a=b; Path=/")
        #expect(try SetCookie.value(Morsel("a", "b", path: nil)) == "a=b")
        #expect(try SetCookie.value(Morsel("a", "b", domain: "", path: "")) == "a=b")
        #expect(try SetCookie.value(Morsel("a", "b", path: nil, maxAge: 0)) == "a=b; Max-Age=0")
        #expect(try SetCookie.value(Morsel("a", "b", path: nil, maxAge: -1)) == "a=b; Max-Age=-1")
    }

    @Test(arguments: [
        ("", "\"\""), ("a:b", "a:b"), ("a b", "\"a b\""), ("a;b", "\"a\\073b\""), ("a,b", "\"a\\054b\""),
        ("\"", "\"\\\"\""), ("\\", "\"\\\\\""), ("é", "\"\\351\""), ("a=b", "\"a=b\""), ("\u{80}", "\"\\200\""),
    ]) func quotesAndComesBack(_ value: String, _ coded: String) throws {
        #expect(Morsel("a", value).codedValue == coded)
        #expect(try SetCookie.value(Morsel("a", value, path: nil)) == "a=" + coded)
        #expect(CookieHeader.parse("a=" + coded).map(\.value) == [value])
    }

    @Test func everyByteComesBack() throws {
        for byte in UInt8.min...UInt8.max {
            let value = "x" + String(Unicode.Scalar(byte))
            guard byte >= 0x20, byte != 0x7F else {
                #expect(throws: HTTPFieldError.invalidCookieValue) { try SetCookie.value(Morsel("a", value)) }
                continue
            }
            let text = try SetCookie.value(Morsel("a", value, path: nil))
            #expect(text.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F && $0 != UInt8(ascii: ";") })
            #expect(CookieHeader.parse(text).map(\.value) == [value])
        }
    }

    @Test(arguments: ["a\r\nb", "\u{0}", "a\tb", "\u{7F}", "€", "\u{1F600}"]) func refusesValues(_ value: String) {
        #expect(throws: HTTPFieldError.invalidCookieValue) { try SetCookie.value(Morsel("a", value)) }
    }

    @Test(arguments: ["", "a b", "a;b", "a=b", "a\r\n", "é", "path", "Domain", "EXPIRES", "max-age", "secure", "a\"b"])
    func refusesNames(_ name: String) {
        #expect(throws: HTTPFieldError.invalidCookieName) { try SetCookie.value(Morsel(name, "v")) }
    }

    /// Tornado's cookie attribute injection.
    @Test(arguments: ["/; HttpOnly", "/\r\nX: y", "/\u{0}", "/ x", "/é", "/\u{7F}", ";"])
    func refusesAttributes(_ attribute: String) {
        #expect(throws: HTTPFieldError.invalidCookieAttribute) {
            try SetCookie.value(Morsel("a", "b", path: attribute))
        }
        #expect(throws: HTTPFieldError.invalidCookieAttribute) {
            try SetCookie.value(Morsel("a", "b", domain: attribute))
        }
    }

    @Test func clears() throws {
        #expect(
            try SetCookie.value(.cleared("a", now: 1_700_000_000))
                == "a=\"\"; expires=Mon, 14 Nov 2022 22:13:20 GMT; Path=/")
    }
}
