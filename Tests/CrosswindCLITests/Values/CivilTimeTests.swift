import Testing

@testable import CrosswindCLI

#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

@Suite struct CivilTimeTests {
    /// The C library's calendar is the judge, over some 4,000 years in steps that hit every hour and day.
    @Test func agreesWithTheSystem() {
        for step in -40_000...40_000 {
            let seconds = Int64(step) * 1_577_847 + 1_795_000_000
            var moment = time_t(seconds)
            var parts = tm()
            gmtime_r(&moment, &parts)
            let time = CivilTime(seconds: seconds)
            let same =
                time.year == Int64(parts.tm_year) + 1900 && time.month == Int(parts.tm_mon) + 1
                && time.day == Int(parts.tm_mday) && time.hour == Int(parts.tm_hour)
                && time.minute == Int(parts.tm_min) && time.second == Int(parts.tm_sec)
            #expect(same, "\(seconds)")
            if !same { return }
        }
    }

    @Test func leapDays() {
        #expect(CivilTime(seconds: 951_782_400).day == 29)
        #expect(CivilTime(seconds: 951_782_399).day == 28)
        #expect(CivilTime(seconds: -1).year == 1969)
    }

    @Test func texts() {
        #expect(written { $0.append(iso8601: 1_795_469_400, milliseconds: 7) } == "2026-11-23T21:30:00.007Z")
        #expect(written { $0.append(padded: 7, digits: 4) } == "0007")
        #expect(written { $0.append(padded: 12_345, digits: 2) } == "12345")
    }
}
