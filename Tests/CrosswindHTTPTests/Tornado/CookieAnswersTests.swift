import CrosswindHTTP
import Testing

@Suite struct CookieAnswersTests {
    @Test func readsWhatTornadoReads() {
        Answers.compare("cookies", atLeast: 600) { entry in
            difference(
                CookieHeader.morsels(entry[0].string).mapValues(\.value), entry[1].object.compactMapValues(\.text))
        }
    }

    @Test func writesWhatPythonWrites() {
        Answers.compare("set-cookies", atLeast: 600) { entry in
            let morsel = Morsel(
                entry[0].string, entry[1].string, domain: entry[2].text, path: entry[3].text,
                expires: entry[4].number.map { HTTPDate(unixTime: Int64($0)) }, maxAge: entry[5].number,
                secure: entry[6].bool == true, httpOnly: entry[7].bool == true,
                sameSite: entry[8].text.flatMap(Morsel.SameSite.init(rawValue:)))
            return difference(try? SetCookie.value(morsel), entry[9].text)
        }
    }
}
