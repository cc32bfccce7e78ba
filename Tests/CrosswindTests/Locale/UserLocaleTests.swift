import Crosswind
import Testing

@Suite struct UserLocaleTests {
    private let english = Translations().get()
    /// Tuesday, 15 March 2022, 14:05:30 UTC.
    private let now = 1_647_353_130.0

    @Test("As people say it; real Tornado is asked the same in Tests/Python/test_stock_tornado.py")
    func relative() {
        for (ago, expected) in [
            (0, "0 seconds ago"), (1, "1 second ago"), (49, "49 seconds ago"), (50, "1 minute ago"),
            (150, "2 minutes ago"), (210, "4 minutes ago"), (2999, "50 minutes ago"), (3000, "1 hour ago"),
            (9000, "2 hours ago"), (90_000, "yesterday at 1:05 pm"), (150_000, "Sunday at 8:25 pm"),
            (1_000_000, "March 4 at 12:18 am"), (30_000_000, "April 2, 2021 at 8:45 am"), (-30, "0 seconds ago"),
            (-90, "March 15, 2022 at 2:07 pm"),
        ] {
            #expect(english.formatDate(now - Double(ago), now: now) == expected, "\(ago)")
        }
    }

    @Test func options() {
        #expect(english.formatDate(now - 60, relative: false, now: now) == "2:04 pm")
        #expect(english.formatDate(now - 60, fullFormat: true, now: now) == "March 15, 2022 at 2:04 pm")
        #expect(english.formatDate(now - 60, shorter: true, fullFormat: true, now: now) == "March 15, 2022")
        #expect(english.formatDate(now - 60, gmtOffset: -600, relative: false, now: now) == "12:04 am")
        #expect(english.formatDate(0, fullFormat: true, now: now) == "January 1, 1970 at 12:00 am")
        #expect(english.formatDate(-1, fullFormat: true, now: now) == "December 31, 1969 at 11:59 pm")
        #expect(english.formatDay(now) == "Tuesday, March 15")
        #expect(english.formatDay(now, gmtOffset: -600, dow: false) == "March 16")
        var german = Translations()
        german.defaultLocale = "de"
        #expect(german.get().formatDate(now - 60, relative: false, now: now) == "14:04")
        german.defaultLocale = "zh_CN"
        #expect(german.get().formatDate(now - 60, relative: false, now: now) == "下午2:04")
    }

    @Test func numbersAndLists() {
        for (number, text) in [
            (0, "0"), (999, "999"), (1000, "1,000"), (123_456, "123,456"), (1_234_567, "1,234,567"), (-1000, "-1,000"),
        ] {
            #expect(english.friendlyNumber(number) == text)
        }
        for (parts, text) in [([], ""), (["A"], "A"), (["A", "B"], "A and B"), (["A", "B", "C"], "A, B and C")] {
            #expect(english.list(parts) == text)
        }
    }

    @Test(
        "Places are filled once",
        arguments: [
            ("%(a)s and %(b)d", "1 and %(a)s"), ("100%% %(a)s", "100% 1"), ("%(c)s %(a)x %(a", "%(c)s %(a)x %(a"),
            ("%", "%"),
        ])
    func formatting(_ text: String, _ expected: String) {
        #expect(UserLocale.format(text, ["a": "1", "b": "%(a)s"]) == expected)
    }
}
