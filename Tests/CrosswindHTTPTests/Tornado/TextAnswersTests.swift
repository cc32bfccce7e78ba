import CrosswindHTTP
import Testing

@Suite struct TextAnswersTests {
    @Test func escapesAsTornado() {
        Answers.compare("escapes", atLeast: 200) { entry in
            let text = entry[0].string
            return difference(Escape.xhtmlEscape(text), entry[1].string)
                ?? difference(Escape.squeeze(text), entry[2].string)
                ?? difference(Escape.urlEscape(text), entry[3].string)
                ?? difference(Escape.urlEscape(text, plus: false), entry[4].string)
        }
    }

    @Test func unescapesAsTornado() {
        Answers.compare("unescapes", atLeast: 400) { entry in
            let text = entry[0].string
            return difference(Escape.xhtmlUnescape(text), entry[1].string)
                ?? difference(Escape.urlUnescape(text), entry[2].string)
                ?? difference(Escape.urlUnescape(text, plus: false), entry[3].string)
        }
    }

    @Test func findsLinksAsTornado() {
        Answers.compare("links", atLeast: 400) { entry in
            let text = entry[0].string
            return difference(Escape.linkify(text), entry[1].string)
                ?? difference(Escape.linkify(text, shorten: true), entry[2].string)
                ?? difference(Escape.linkify(text, requireProtocol: true), entry[3].string)
                ?? difference(
                    Escape.linkify(
                        text, extraParams: "rel=\"x\" ", permittedProtocols: ["ftp", "mailto", "foo"]), entry[4].string)
        }
    }

    @Test func addsArgumentsAsTornado() {
        Answers.compare("urls", atLeast: 40) { entry in
            let arguments = entry[1].list.map { ($0.list[0].string, $0.list[1].string) }
            return difference(URLText.urlConcat(entry[0].string, arguments), entry[2].string)
        }
    }

    @Test func namesTypesAsTornado() {
        Answers.compare("types", atLeast: 100) { entry in
            difference(MIMEType.of(path: entry[0].string), entry[1].string)
        }
    }
}
