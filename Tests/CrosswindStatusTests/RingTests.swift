import Testing

@testable import CrosswindStatus

@Suite struct RingTests {
    @Test func theLatestErrorsStay() throws {
        let errors = try Scoreboard().errors
        #expect(errors.latest.isEmpty)
        for number in 1...100 { errors.add(number == 100 ? .critical : .error, "error \(number)") }
        let latest = errors.latest
        #expect(latest.count == RecentErrors.entries)
        #expect(latest.first?.text == "error 100" && latest.first?.level == .critical)
        #expect(latest.last?.text == "error 37")
    }

    @Test func aLongTracebackKeepsItsEnds() throws {
        let errors = try Scoreboard().errors
        errors.add(.error, "what failed\n" + String(repeating: "a line\n", count: 500) + "ValueError: why")
        let text = errors.latest[0].text
        #expect(text.hasPrefix("what failed\n    …\n") && text.hasSuffix("ValueError: why"))
        #expect(text.utf8.count <= RecentErrors.longest)
    }

    @Test func bytesComeBack() throws {
        let errors = try Scoreboard().errors
        for text in ["", "a", "12345678", "123456789", "ä€😀"] {
            errors.add(.error, text)
            #expect(errors.latest[0].text == text)
        }
    }

    @Test func historyIsTakenOnceInFiveSeconds() throws {
        let board = try Scoreboard()
        let seat = board.takeSeat(number: 1)
        for second in UInt64(100)..<140 {
            seat.observe(.duration, 3_000_000)
            board.history.tick(board, now: second)
        }
        let samples = board.history.all
        #expect(samples.map(\.moment) == [100, 105, 110, 115, 120, 125, 130, 135])
        let spans = Span.between(samples)
        #expect(spans.map(\.requestsPerSecond) == Array(repeating: 1, count: 7))
        #expect(spans.map(\.age) == [30, 25, 20, 15, 10, 5, 0])
        #expect(spans.allSatisfy { (2_500_000...5_000_000).contains($0.median!) })
    }

    @Test func historyIsBounded() throws {
        let board = try Scoreboard()
        for second in stride(from: UInt64(5), to: 2000, by: 5) { board.history.tick(board, now: second) }
        #expect(board.history.all.count == History.samples)
        #expect(board.history.all.last?.moment == 1995)
    }

    @Test(arguments: [(0, 1), (0.3, 0.5), (1, 1), (1.5, 2), (42, 50), (99, 100), (1e9, 1e9)] as [(Double, Double)])
    func chartsEndAtRoundNumbers(value: Double, top: Double) { #expect(abs(Chart.niceTop(value) - top) < top / 1e6) }

    @Test func aGapInTheChartIsAGap() {
        let points: [(age: UInt64, value: Double?)] = [(20, 1), (15, 2), (10, nil), (5, 3), (0, 3)]
        let chart = Chart(title: "t", now: "3", name: "n", lines: [("l", points)], format: { "\($0)" })
        #expect(chart.markup.html.components("class=\"line line0\"") == 3)
    }
}

extension String {
    /// In how many parts it falls.
    fileprivate func components(_ separator: String) -> Int {
        var count = 1
        var rest = self[...]
        while let range = rest.firstRange(of: separator) {
            count += 1
            rest = rest[range.upperBound...]
        }
        return count
    }
}
