import Crosswind
import CrosswindTesting
import Testing

@Suite struct TranslationsTests {
    private func spanish() throws -> Translations {
        let folder = TemporaryDirectory()
        folder.write(
            "es.csv",
            #"""
            "I love you","Te amo"
            "%(name)s liked this","A %(name)s les gustó esto","plural"
            "%(name)s liked this","A %(name)s le gustó esto","singular"
            Hello, Hola ,unknown
            "say ""hi""","di ""hola"""
            "two
            lines","dos
            líneas",

            alone
            """#)
        folder.write("pt_BR.csv", "\u{FEFF}Hello,Olá\r\n")
        folder.write("fa.csv", [0xFF, 0xFE] + "Hello,\u{633}".utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] })
        folder.write("ru.csv", [0xFE, 0xFF] + "Hello,\u{41F}".utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] })
        folder.write("notes.txt", "no translation")
        return try Translations(directory: folder.path)
    }

    @Test("Files of every coding and quoting that Python's csv reads")
    func reading() throws {
        let translations = try spanish()
        #expect(translations.supportedLocales == ["en_US", "es", "pt_BR", "fa", "ru"])
        let spanish = translations.get("es")
        #expect(spanish.translate("I love you") == "Te amo")
        #expect(spanish.translate("Hello") == "Hola")
        #expect(spanish.translate("say \"hi\"") == "di \"hola\"")
        #expect(spanish.translate("two\nlines") == "dos\nlíneas")
        #expect(spanish.translate("alone") == "alone")
        let liked = "%(name)s liked this"
        #expect(spanish.translate(liked, plural: liked, count: 1) == "A %(name)s le gustó esto")
        #expect(
            UserLocale.format(spanish.translate(liked, plural: liked, count: 2), ["name": "50% %(name)s"])
                == "A 50% %(name)s les gustó esto")
        #expect(translations.get("pt_BR").translate("Hello") == "Olá")
        #expect(translations.get("fa").translate("Hello") == "\u{633}")
        #expect(translations.get("ru").translate("Hello") == "\u{41F}")
        #expect(translations.get("fa").isRTL && !translations.get("ru").isRTL)
    }

    @Test("The closest language")
    func closest() throws {
        let translations = try spanish()
        for (codes, expected) in [
            (["es"], "es"), (["es_GT"], "es"), (["ES-gt"], "es"), (["pt-br"], "pt_BR"), (["pt"], "en_US"),
            (["xx", "es"], "es"), (["", "es"], "es"), (["zh-Hant-TW", "es"], "es"), ([], "en_US"), (["en-us"], "en_US"),
        ] {
            #expect(translations.get(codes).code == expected, "\(codes)")
        }
    }

    @Test("A file that is none is refused, with the place")
    func refused() {
        for (name, content, place) in [
            ("spanish!.csv", "a,b", "spanish!.csv"), ("es.csv", "a,b,many", "es.csv line 1"),
            ("es.csv", "a,b\n\n\"c,d", "es.csv line 3"),
        ] {
            let folder = TemporaryDirectory()
            folder.write(name, content)
            let error = #expect(throws: TranslationError.self) { try Translations(directory: folder.path) }
            #expect(error?.description.contains(place) == true, "\(error?.description ?? "")")
        }
        let folder = TemporaryDirectory()
        folder.write("es.csv", [0x61, 0xFF, 0x62])
        #expect(throws: TranslationError.self) { try Translations(directory: folder.path) }
        #expect(throws: TranslationError.self) { try Translations(directory: "/nowhere/at/all") }
    }

    @Test("By the browser's wish, by the user's, or set")
    func handlers() async throws {
        final class Chosen: RequestHandler {
            override func getUserLocale() -> UserLocale? {
                (try? queryArgument("lang")).map { settings.translations.get($0) }
            }
            override func get() async throws {
                if let set = try? queryArgument("set") { locale = settings.translations.get(set) }
                write(locale.translate("Hello"))
            }
        }
        var settings = quiet()
        settings.translations = try spanish()
        let app = try Application([.route("/", Chosen.self)], settings: settings)
        await app.test { client in
            for (uri, accepted, expected) in [
                ("/", "es", "Hola"), ("/", "fr, es;q=0.2, pt-BR;q=0.7", "Olá"), ("/", "es;q=0", "Hello"),
                ("/?lang=es", "pt-BR", "Hola"), ("/?lang=es&set=pt_BR", "es", "Olá"), ("/", "fr", "Hello"),
            ] {
                #expect(await client.get(uri, headers: ["Accept-Language": accepted]).text == expected)
            }
            #expect(await client.get("/").text == "Hello")
        }
    }
}
