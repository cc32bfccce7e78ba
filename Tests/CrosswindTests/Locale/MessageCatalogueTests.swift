import Crosswind
import Foundation
import Testing

@testable import Crosswind

/// Catalogues as GNU msgfmt 0.23 made them, with its hash table; Tests/Python/test_stock_tornado.py has other languages.
@Suite struct MessageCatalogueTests {
    private static let little = """
        3hIElQAAAAAEAAAAHAAAADwAAAAFAAAAXAAAAAAAAABwAAAAFgAAAHEAAAAFAAAAiAAAAAkAAACOAAAAUwAAAJgAAAAcAAAA7AAAAAQAAAAJAQAABwAA\
        AA4BAAABAAAABAAAAAAAAAADAAAAAgAAAAAlKG4pZCBmaWxlACUobilkIGZpbGVzAEhlbGxvAGxhdwRyaWdodABDb250ZW50LVR5cGU6IHRleHQvcGxh\
        aW47IGNoYXJzZXQ9VVRGLTgKUGx1cmFsLUZvcm1zOiBucGx1cmFscz0yOyBwbHVyYWw9KG4gIT0gMSk7CgAlKG4pZCBhcmNoaXZvACUobilkIGFyY2hp\
        dm9zAEhvbGEAZGVyZWNobwA=
        """
    private static let big = """
        lQQS3gAAAAAAAAAEAAAAHAAAADwAAAAFAAAAXAAAAAAAAABwAAAAFgAAAHEAAAAFAAAAiAAAAAkAAACOAAAAUwAAAJgAAAAcAAAA7AAAAAQAAAEJAAAA\
        BwAAAQ4AAAABAAAABAAAAAAAAAADAAAAAgAlKG4pZCBmaWxlACUobilkIGZpbGVzAEhlbGxvAGxhdwRyaWdodABDb250ZW50LVR5cGU6IHRleHQvcGxh\
        aW47IGNoYXJzZXQ9VVRGLTgKUGx1cmFsLUZvcm1zOiBucGx1cmFscz0yOyBwbHVyYWw9KG4gIT0gMSk7CgAlKG4pZCBhcmNoaXZvACUobilkIGFyY2hp\
        dm9zAEhvbGEAZGVyZWNobwA=
        """

    private static func bytes(_ text: String) -> [UInt8] { Data(base64Encoded: text).map { Array($0) } ?? [] }

    private func folder(_ bytes: [UInt8], _ code: String = "es") -> TemporaryDirectory {
        let folder = TemporaryDirectory()
        folder.makeDirectory(code)
        folder.makeDirectory("\(code)/LC_MESSAGES")
        folder.write("\(code)/LC_MESSAGES/site.mo", bytes)
        return folder
    }

    @Test("Texts, plurals and contexts, in both orders of bytes", arguments: [little, big])
    func reading(_ file: String) throws {
        let folder = folder(Self.bytes(file))
        let translations = try Translations(gettext: folder.path, domain: "site")
        #expect(translations.supportedLocales == ["es", "en_US"])
        let spanish = translations.get("es-GT")
        #expect(spanish.code == "es")
        #expect(spanish.translate("Hello") == "Hola")
        #expect(spanish.translate("nothing") == "nothing")
        #expect(spanish.translate("") == "", "the head of the file is no text")
        #expect(spanish.pgettext("law", "right") == "derecho")
        #expect(spanish.pgettext("good", "right") == "right")
        #expect(
            [0, 1, 2].map { spanish.translate("%(n)d file", plural: "%(n)d files", count: $0) } == [
                "%(n)d archivos", "%(n)d archivo", "%(n)d archivos",
            ])
        #expect([1, 2].map { spanish.translate("cat", plural: "cats", count: $0) } == ["cat", "cats"])
    }

    @Test("A file that is none, cut short or of another domain is refused, whatever its bytes are")
    func refused() throws {
        let whole = Self.bytes(Self.little)
        for length in 0..<whole.count where length % 7 == 0 || length < 40 {
            let error = #expect(throws: TranslationError.self, "\(length) bytes") {
                try MessageCatalogue(Array(whole.prefix(length)), "es.mo")
            }
            #expect(error?.description.hasPrefix("es.mo is no gettext catalogue") == true)
        }
        // Every byte changed, one after the other: read or refused, never a trap.
        for index in whole.indices {
            for change in [0xFF, 0x80, 0x01] as [UInt8] {
                var broken = whole
                broken[index] ^= change
                _ = try? MessageCatalogue(broken, "es.mo").text("Hello", count: 3)
            }
        }
        let folder = folder(whole)
        for (domain, place) in [("other", "msgfmt"), ("site", "spanish!")] {
            let error = #expect(throws: TranslationError.self) {
                if domain == "site" {
                    try FileManager.default.moveItem(atPath: folder("es"), toPath: folder("spanish!"))
                }
                _ = try Translations(gettext: folder.path, domain: domain)
            }
            #expect(error?.description.contains(place) == true)
        }
    }

    @Test(
        "Which number takes which form",
        arguments: [
            ("nplurals=1; plural=0;", [0, 0, 0, 0]), ("nplurals=2; plural=n != 1;", [1, 0, 1, 1]),
            ("nplurals=2;plural=n>1", [0, 0, 1, 1]), ("nplurals=2; plural=!(n==1);", [1, 0, 1, 1]),
            ("nplurals=3; plural=n==0 ? 0 : n==1 ? 1 : 2;", [0, 1, 2, 2]),
            ("nplurals=4; plural=(n*2+2-2)/2%4;", [0, 1, 2, 1]),
            ("nplurals=2; plural=n<=1&&n>=1||n==0;", [1, 1, 0, 0]),
        ])
    func rules(_ text: String, _ forms: [Int]) throws {
        let rule = try #require(PluralRule(text))
        #expect([0, 1, 2, 5].map { rule.form(of: $0) } == forms)
    }

    @Test("A rule without a value for a number gives none, and what is no rule is none")
    func noRules() throws {
        #expect(try #require(PluralRule("nplurals=2; plural=n/0;")).form(of: 1) == nil)
        #expect(try #require(PluralRule("nplurals=2; plural=n%0;")).form(of: 1) == nil)
        #expect(try #require(PluralRule("nplurals=2; plural=n;")).form(of: 2) == nil)
        #expect(try #require(PluralRule("nplurals=2; plural=0-n;")).form(of: 2) == nil)
        #expect(try #require(PluralRule("nplurals=2; plural=9223372036854775807*n;")).form(of: 2) == nil)
        #expect(try #require(PluralRule("nplurals=2; plural=n != 1;")).form(of: .min) == 1)
        for text in [
            "", "nplurals=2;", "plural=n;", "nplurals=0; plural=0;", "nplurals=x; plural=0;", "nplurals=2; plural=;",
            "nplurals=2; plural=n=1;", "nplurals=2; plural=(n;", "nplurals=2; plural=n ? 1;", "nplurals=2; plural=m;",
            "nplurals=2; plural=n n;", "nplurals=2; plural=99999999999999999999;",
            "nplurals=2; plural=\(String(repeating: "(", count: 400))n\(String(repeating: ")", count: 400));",
            "nplurals=2; plural=\(String(repeating: "!", count: 900))n;",
            "nplurals=2; plural=\(String(repeating: "n+", count: 600))n;",
        ] {
            #expect(PluralRule(text) == nil, "\(text.prefix(60))")
        }
    }

    @Test("What languages are called")
    func names() {
        #expect(Translations().get("en_US").name == "English (US)")
        var translations = Translations()
        translations.defaultLocale = "es_ES"
        #expect(translations.get([]).name == "Español (España)")
        translations.defaultLocale = "xx"
        #expect(translations.get([]).name == "Unknown")
    }
}
