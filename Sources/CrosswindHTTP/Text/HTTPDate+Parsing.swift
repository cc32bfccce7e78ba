// The three forms that RFC 9110 §5.6.7 asks to accept. The weekday has to be one but not the right one: it says nothing
// that the date doesn't, and a client that gets it wrong still means the date.

extension HTTPDate {
    /// Parses an HTTP-date: IMF-fixdate, RFC 850 or asctime. `now` decides the century of RFC 850's two digits, which
    /// mean the past when they would lie more than 50 years ahead.
    public init?(_ text: UnsafeRawBufferPointer, now: Int64) {
        var reader = DateReader(Octets(text))
        guard let weekday = reader.word(), weekday.count >= 3, reader.isWeekday(weekday) else { return nil }
        let parsed: Int64?
        if reader.take(0x2C), reader.take(0x20) {
            parsed = weekday.count == 3 ? reader.fixdate() : reader.rfc850(now: now)
        } else if weekday.count == 3, reader.take(0x20) {
            parsed = reader.asctime()
        } else {
            parsed = nil
        }
        guard let parsed, reader.isAtEnd else { return nil }
        self.init(unixTime: parsed)
    }
}

/// Reads the parts of a date, strictly.
private struct DateReader {
    let input: Octets
    var at = 0

    init(_ input: Octets) { self.input = input }

    var isAtEnd: Bool { at == input.count }

    mutating func take(_ byte: UInt8) -> Bool {
        guard at < input.count, input[at] == byte else { return false }
        at += 1
        return true
    }

    mutating func word() -> Range<Int>? {
        let start = at
        while at < input.count, (input[at] | 0x20) &- 0x61 < 26 { at += 1 }
        return at > start ? start..<at : nil
    }

    mutating func number(digits: Int) -> Int64? {
        guard input.count - at >= digits else { return nil }
        var value: Int64 = 0
        for place in at..<at + digits {
            guard input[place].isDigit else { return nil }
            value = value * 10 + Int64(input[place] &- 0x30)
        }
        at += digits
        return value
    }

    private func equals(_ text: StaticString, _ range: Range<Int>) -> Bool {
        guard range.count == text.utf8CodeUnitCount else { return false }
        for (place, offset) in zip(range, 0...) where input[place] != (text.utf8Start + offset).pointee { return false }
        return true
    }

    func isWeekday(_ range: Range<Int>) -> Bool {
        if range.count == 3 {
            return equals("Mon", range) || equals("Tue", range) || equals("Wed", range) || equals("Thu", range)
                || equals("Fri", range) || equals("Sat", range) || equals("Sun", range)
        }
        return equals("Monday", range) || equals("Tuesday", range) || equals("Wednesday", range)
            || equals("Thursday", range) || equals("Friday", range) || equals("Saturday", range)
            || equals("Sunday", range)
    }

    mutating func month() -> Int64? {
        guard let name = word(), name.count == 3 else { return nil }
        if equals("Jan", name) { return 1 }
        if equals("Feb", name) { return 2 }
        if equals("Mar", name) { return 3 }
        if equals("Apr", name) { return 4 }
        if equals("May", name) { return 5 }
        if equals("Jun", name) { return 6 }
        if equals("Jul", name) { return 7 }
        if equals("Aug", name) { return 8 }
        if equals("Sep", name) { return 9 }
        if equals("Oct", name) { return 10 }
        if equals("Nov", name) { return 11 }
        return equals("Dec", name) ? 12 : nil
    }

    mutating func time() -> Int64? {
        guard let hour = number(digits: 2), take(0x3A), let minute = number(digits: 2), take(0x3A),
            let second = number(digits: 2), hour < 24, minute < 60, second <= 60
        else { return nil }
        // A leap second counts as the last one of its minute.
        return hour * 3600 + minute * 60 + min(second, 59)
    }

    private func combine(_ year: Int64, _ month: Int64, _ day: Int64, _ time: Int64) -> Int64? {
        guard day >= 1 else { return nil }
        let days = HTTPDate.days(year: year, month: month, day: day)
        let next =
            month == 12
            ? HTTPDate.days(year: year + 1, month: 1, day: 1)
            : HTTPDate.days(year: year, month: month + 1, day: 1)
        return days < next ? days * 86_400 + time : nil
    }

    /// `06 Nov 1994 08:49:37 GMT`
    mutating func fixdate() -> Int64? {
        guard let day = number(digits: 2), take(0x20), let month = month(), take(0x20),
            let year = number(digits: 4), take(0x20), let time = time(), zone()
        else { return nil }
        return combine(year, month, day, time)
    }

    /// `06-Nov-94 08:49:37 GMT`
    mutating func rfc850(now: Int64) -> Int64? {
        guard let day = number(digits: 2), take(0x2D), let month = month(), take(0x2D),
            let short = number(digits: 2), take(0x20), let time = time(), zone()
        else { return nil }
        let today = now / 31_556_952 + 1970
        var year = today / 100 * 100 + short
        if year > today + 50 { year -= 100 }
        return combine(year, month, day, time)
    }

    /// `Nov  6 08:49:37 1994`
    mutating func asctime() -> Int64? {
        guard let month = month(), take(0x20), let day = take(0x20) ? number(digits: 1) : number(digits: 2),
            take(0x20), let time = time(), take(0x20), let year = number(digits: 4)
        else { return nil }
        return combine(year, month, day, time)
    }

    private mutating func zone() -> Bool {
        guard take(0x20), let name = word() else { return false }
        return equals("GMT", name)
    }
}
