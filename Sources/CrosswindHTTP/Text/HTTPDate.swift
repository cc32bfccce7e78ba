// Dates without Foundation, which would bring megabytes for this: days are counted in the proleptic Gregorian calendar
// with the year beginning in March, so that leap days come last (the method of Howard Hinnant's `civil_from_days`).

/// A point in time as HTTP writes it (RFC 9110 §5.6.7), with a resolution of one second.
public struct HTTPDate: Sendable, Equatable, Comparable {
    /// Seconds since 1970-01-01 00:00:00 UTC.
    public var unixTime: Int64

    /// Bytes of an IMF-fixdate.
    public static var byteCount: Int { 29 }

    private static var weekdays: StaticString { "SunMonTueWedThuFriSat" }
    private static var months: StaticString { "JanFebMarAprMayJunJulAugSepOctNovDec" }

    /// The last second that four digits of a year can say; times outside of 0000 to 9999 are clamped.
    private static var bounds: ClosedRange<Int64> { -62_167_219_200...253_402_300_799 }

    /// The date at `unixTime`.
    public init(unixTime: Int64) {
        self.unixTime = min(max(unixTime, HTTPDate.bounds.lowerBound), HTTPDate.bounds.upperBound)
    }

    /// Orders by time.
    public static func < (left: HTTPDate, right: HTTPDate) -> Bool { left.unixTime < right.unixTime }

    /// Appends the IMF-fixdate, `Sun, 06 Nov 1994 08:49:37 GMT`.
    public func write(into output: inout OutputBuffer) {
        output.reserve(HTTPDate.byteCount)
        write(to: output.base + output.count)
        output.advance(HTTPDate.byteCount)
    }

    /// Stores the 29 bytes of the IMF-fixdate at `place`.
    func write(to place: UnsafeMutableRawPointer) {
        var days = unixTime / 86_400
        var second = unixTime % 86_400
        if second < 0 {
            second += 86_400
            days -= 1
        }
        let (year, month, day) = HTTPDate.civil(days)
        let weekday = Int((days % 7 + 11) % 7)
        let template: StaticString = "www, dd mmm yyyy hh:mm:ss GMT"
        place.copyMemory(from: template.utf8Start, byteCount: HTTPDate.byteCount)
        place.copyMemory(from: HTTPDate.weekdays.utf8Start + weekday * 3, byteCount: 3)
        HTTPDate.store(day, at: place + 5)
        (place + 8).copyMemory(from: HTTPDate.months.utf8Start + (month - 1) * 3, byteCount: 3)
        HTTPDate.store(year / 100, at: place + 12)
        HTTPDate.store(year % 100, at: place + 14)
        HTTPDate.store(Int(second / 3600), at: place + 17)
        HTTPDate.store(Int(second / 60 % 60), at: place + 20)
        HTTPDate.store(Int(second % 60), at: place + 23)
    }

    private static func store(_ value: Int, at place: UnsafeMutableRawPointer) {
        place.storeBytes(of: UInt8(truncatingIfNeeded: value / 10) + 48, as: UInt8.self)
        place.storeBytes(of: UInt8(truncatingIfNeeded: value % 10) + 48, toByteOffset: 1, as: UInt8.self)
    }

    /// Year, month from 1 and day from 1, so many days after 1970-01-01.
    package static func civil(_ days: Int64) -> (year: Int, month: Int, day: Int) {
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * marchMonth + 2) / 5 + 1
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (Int(year), Int(month), Int(day))
    }

    static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }
}
