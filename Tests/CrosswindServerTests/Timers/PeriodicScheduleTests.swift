import Testing

@testable import CrosswindServer

/// The numbers are those of Tornado's own tests (`TestPeriodicCallbackMath`), and what Tornado 6.6.1 answers to others.
@Suite struct PeriodicScheduleTests {
    private static let second: Int64 = 1_000_000_000

    /// When calls are due that take so many seconds each.
    private func calls(
        _ durations: [Double], period: Int64 = 10_000, jitter: Double = 0, random: [Double] = []
    ) -> [Double] {
        var now = 1000 * Self.second
        var schedule = PeriodicSchedule(period: period * 1_000_000, jitter: jitter, now: now)
        var random = random[...]
        return durations.map { duration in
            schedule.advance(now: now, random: random.popFirst() ?? 0.5)
            now = schedule.next + Int64((duration * Double(Self.second)).rounded())
            return Double(schedule.next) / Double(Self.second)
        }
    }

    @Test func basic() { #expect(calls([0, 0, 0, 0, 0]) == [1010, 1020, 1030, 1040, 1050]) }

    @Test func overrun() {
        #expect(
            calls([9, 9, 10, 11, 20, 20, 35, 35, 0, 0, 0])
                == [1010, 1020, 1030, 1050, 1070, 1100, 1130, 1170, 1210, 1220, 1230])
    }

    @Test func clockBackwards() {
        #expect(calls([-2, -1, -3, -2, 0]) == [1010, 1020, 1030, 1040, 1050])
        #expect(calls([-100, 0, 0]) == [1010, 1020, 1030])
    }

    @Test func jitter() {
        #expect(calls([0, 0, 0, 0], jitter: 0.5, random: [0.5, 1, 0, 0.75]) == [1010, 1022.5, 1030, 1041.25])
        #expect(
            calls([2, 0.5, 3.3, 0, 10], period: 1000, jitter: 0.2, random: [0.1, 0.9, 0.3, 0.6, 0.2])
                == [1000.92, 1003.08, 1004.04, 1008.12, 1009.06])
    }

    @Test func neverStandsStill() {
        var schedule = PeriodicSchedule(period: 1, jitter: 2, now: 5)
        schedule.advance(now: 5, random: 0)
        #expect(schedule.next == 6)
        var long = PeriodicSchedule(period: .max, jitter: 0.5, now: 5)
        long.advance(now: 5, random: 1)
        long.advance(now: 5, random: 1)
        #expect(long.next == .max)
    }
}
