import CrosswindHTTP
import Testing

private func written(_ time: Int64) -> String {
    var output = OutputBuffer()
    HTTPDate(unixTime: time).write(into: &output)
    return String(latin1: output.bytes)
}

private func read(_ text: String, now: Int64 = 1_700_000_000) -> Int64? {
    Array(text.utf8).withUnsafeBytes { HTTPDate($0, now: now)?.unixTime }
}

@Suite struct HTTPDateTests {
    @Test(arguments: [
        (0, "Thu, 01 Jan 1970 00:00:00 GMT"), (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"),
        (951_782_399, "Mon, 28 Feb 2000 23:59:59 GMT"), (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT"),
        (4_107_542_400, "Mon, 01 Mar 2100 00:00:00 GMT"), (-1, "Wed, 31 Dec 1969 23:59:59 GMT"),
        (253_402_300_799, "Fri, 31 Dec 9999 23:59:59 GMT"), (Int64.max, "Fri, 31 Dec 9999 23:59:59 GMT"),
        (Int64.min, "Sat, 01 Jan 0000 00:00:00 GMT"),
    ]) func writesAndReads(_ time: Int64, _ text: String) {
        #expect(written(time) == text)
        #expect(read(text) == HTTPDate(unixTime: time).unixTime)
    }

    @Test func agreesWithItselfForEveryDayOfFourCenturies() {
        for day in stride(from: Int64(-100_000), to: 150_000, by: 1) {
            let time = day * 86_400 + 43_210
            if read(written(time)) != time { Issue.record("day \(day): \(written(time))") }
        }
    }

    @Test func readsTheObsoleteForms() {
        #expect(read("Sunday, 06-Nov-94 08:49:37 GMT") == 784_111_777)
        #expect(read("Sun Nov  6 08:49:37 1994") == 784_111_777)
        #expect(read("Wed Nov 16 08:49:37 1994") == 784_975_777)
        #expect(read("Sunday, 06-Nov-73 08:49:37 GMT").map(written) == "Mon, 06 Nov 2073 08:49:37 GMT")
        #expect(read("Sunday, 06-Nov-74 08:49:37 GMT").map(written) == "Wed, 06 Nov 1974 08:49:37 GMT")
    }

    @Test(arguments: [
        "", "Sun", "Sun, 06 Nov 1994 08:49:37", "Sun, 06 Nov 1994 08:49:37 UTC", "Sun, 6 Nov 1994 08:49:37 GMT",
        "Sun, 06 nov 1994 08:49:37 GMT", "Xyz, 06 Nov 1994 08:49:37 GMT", "Sun, 31 Nov 1994 08:49:37 GMT",
        "Wed, 29 Feb 2001 00:00:00 GMT", "Sun, 00 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 24:00:00 GMT",
        "Sun, 06 Nov 1994 08:60:37 GMT", "Sun, 06 Nov 1994 08:49:37 GMT ", "Sunday, 06 Nov 1994 08:49:37 GMT",
        "1994-11-06",
    ]) func refuses(_ text: String) {
        #expect(read(text) == nil)
    }

    @Test func orders() { #expect(HTTPDate(unixTime: 1) < HTTPDate(unixTime: 2)) }
}
