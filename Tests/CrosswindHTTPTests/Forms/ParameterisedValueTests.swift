import CrosswindHTTP
import Testing

@Suite struct ParameterisedValueTests {
    @Test(arguments: [
        ("form-data", "form-data", [:]), ("a; b=c", "a", ["b": "c"]), ("a;b=\"c;d\";e=f", "a", ["b": "c;d", "e": "f"]),
        ("a; B = c ", "a", ["b": "c"]), ("a; b", "a", [:]), ("", "", [:]), ("; b=c", "", ["b": "c"]),
        ("a; b=\"\\\"\\\\\\x\"", "a", ["b": "\"\\\\x"]), ("a; b=\"c", "a", ["b": "\"c"]),
        ("a; b=1; b=2", "a", ["b": "2"]),
        ("a; b*=utf-8''%e2%82%ac; b=x", "a", ["b": "€"]), ("a; b*=iso-8859-1'en'%e9", "a", ["b": "é"]),
        ("a; b*0=x; b*1=y", "a", ["b": "xy"]), ("a; b*1=y; b*0=x", "a", ["b": "xy"]),
        ("a; b*0*=utf-8''%c3; b*1*=%a9", "a", ["b": "é"]),
    ]) func parses(_ text: String, _ value: String, _ parameters: [String: String]) {
        let parsed = ParameterisedValue(text)
        #expect(parsed.value == value)
        for (name, value) in parameters { #expect(parsed[name] == value) }
        #expect(Set(parsed.parameters.map(\.name)) == Set(parameters.keys))
    }

    @Test func readsMediaTypes() throws {
        let type = try #require(MediaType("Text/HTML; Charset=\"UTF-8\""))
        #expect(type.essence == "text/html")
        #expect(type.charset == "utf-8")
        for text in ["", "text", "text/", "/html", "te xt/html", "text/html/x", "text /html"] {
            #expect(MediaType(text) == nil, "\(text)")
        }
        #expect(MediaType("application/x-www-form-urlencoded")?.isURLEncodedForm == true)
        #expect(MediaType("multipart/form-data; boundary=x")?.isMultipartForm == true)
        #expect(MediaType("application/json")?.isJSON == true)
        #expect(MediaType("application/problem+json")?.isJSON == true)
        #expect(MediaType("application/jsonp")?.isJSON == false)
    }
}
