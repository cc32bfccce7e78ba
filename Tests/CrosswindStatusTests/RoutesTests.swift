import CrosswindServer
import Testing

@testable import CrosswindStatus

@Suite struct RoutesTests {
    @Test func aLabelRemembersItsNumberOfEachScoreboard() throws {
        let board = try Scoreboard()
        let other = try Scoreboard()
        let labels = ["/shop", "/blog", "/shop"].map { RouteLabel($0) }
        #expect(labels.map { board.number(of: $0) } == [0, 1, 0])
        #expect(other.number(of: labels[1]) == 0)
        #expect(labels.map { board.number(of: $0) } == [0, 1, 0])
        #expect(board.routes.all.map(\.text) == ["/shop", "/blog"])
    }

    @Test func theirNumberIsBounded() throws {
        let board = try Scoreboard()
        for number in 0..<Routes.most { #expect(board.number(of: RouteLabel("/\(number)")) == number) }
        #expect(board.number(of: RouteLabel("/more")) == Routes.other)
        #expect(board.number(of: RouteLabel("/5")) == 5)
        #expect(board.routes.all.last?.text == "other")
    }

    @Test func longOnesAreCut() throws {
        let board = try Scoreboard()
        let number = board.number(of: RouteLabel("/" + String(repeating: "ä", count: 500)))
        #expect(board.routes.all[number].text.hasSuffix("ä…"))
        #expect(board.routes.all[number].text.utf8.count <= 232)
    }

    @Test(
        arguments: [
            (0, "none"), (200, "2xx"), (302, "3xx"), (499, "4xx"), (599, "5xx"), (600, "other"), (100, "other"),
        ])
    func everyStatusHasAClass(status: Int, text: String) {
        #expect(SlotLayout.statusClasses[SlotLayout.statusClass(UInt16(status))] == text)
    }

    @Test func blocksDoNotReachIntoEachOther() {
        #expect(SlotLayout.routeStatuses + SlotLayout.statusClasses.count <= SlotLayout.routeSize)
        #expect(SlotLayout.gauges == SlotLayout.routes + (Routes.most + 1) * SlotLayout.routeSize)
        #expect(SlotLayout.gauges + Series.most <= SlotLayout.size)
    }
}
