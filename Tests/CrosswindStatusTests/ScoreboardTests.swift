import CrosswindHTTP
import CrosswindServer
import Testing

@testable import CrosswindStatus

@Suite struct ScoreboardTests {
    @Test func countersOutliveTheProcessAndGaugesDoNot() throws {
        let board = try Scoreboard()
        let seat = board.takeSeat(number: 3)
        seat.observe(.duration, 2_000_000)
        seat.connectionsChanged(1)
        #expect(board.processes.map(\.number) == [3])
        #expect(board.processes.map(\.connections) == [1])
        board.vacate(pid: board.processes[0].pid)
        #expect(board.processes.isEmpty)
        #expect(board.everySlot.map(\.answered) == [1])
        let successor = board.takeSeat(number: 3)
        #expect(successor.base == seat.base)
        successor.observe(.duration, 2_000_000)
        #expect(board.everySlot.map(\.answered) == [2])
        #expect(board.everySlot.map(\.connections) == [0])
        #expect(board.everySlot.map { $0[SlotLayout.accepted] } == [1])
    }

    @Test func aReplacementCountsForTheReasonThatTheOldOneGave() throws {
        let board = try Scoreboard()
        let seat = board.takeSeat(number: 1)
        let pid = board.processes[0].pid
        board.countReplacement(of: pid)
        seat.willLeave(.age)
        board.countReplacement(of: pid)
        board.countReplacement(of: pid + 1)
        #expect(board.restarts(.reload) == 2 && board.restarts(.age) == 1)
        board.vacate(pid: pid)
        _ = board.takeSeat(number: 1)
        board.countReplacement(of: pid)
        #expect(board.restarts(.reload) == 3)
    }

    @Test func whatWaitsIsForgottenWithItsProcess() throws {
        let board = try Scoreboard()
        let seat = board.takeSeat(number: 1)
        var configuration = ServerConfiguration()
        seat.measure(&configuration)
        configuration.queueChanged?(3)
        #expect(board.processes.map(\.queued) == [3])
        board.vacate(pid: board.processes[0].pid)
        #expect(board.everySlot.map(\.queued) == [0])
    }

    @Test func whoFindsNoSlotFreeSharesTheLast() throws {
        let board = try Scoreboard()
        for number in 0..<Scoreboard.slots + 5 { _ = board.takeSeat(number: number) }
        #expect(board.processes.count == Scoreboard.slots)
    }

    @Test func slotsDoNotReachIntoEachOther() throws {
        let board = try Scoreboard()
        let first = board.takeSeat(number: 1)
        let second = board.takeSeat(number: 2)
        first.add(1, to: SlotLayout.requests + SlotLayout.rows * SlotLayout.statuses - 1)
        #expect(board.everySlot[1].pid != 0)
        #expect(second.base - first.base == SlotLayout.size)
        #expect(SlotLayout.requests + SlotLayout.rows * SlotLayout.statuses <= SlotLayout.size)
    }

    @Test(arguments: [(0, "none"), (200, "200"), (404, "404"), (599, "599"), (600, "other"), (199, "other")])
    func everyStatusHasAColumn(status: Int, text: String) {
        let column = SlotLayout.column(UInt16(status))
        #expect(column < SlotLayout.statuses)
        #expect(SlotLayout.statusText(column) == text)
    }

    @Test func aServerIsCounted() throws {
        let board = try Scoreboard()
        let seat = board.takeSeat(number: 1)
        let route = RouteLabel("/{id}\"")
        let callback = ClosureCallback { exchange in
            exchange.route = route
            exchange.respond(status: exchange.head.methodKind == .post ? 404 : 200, body: "four")
        }
        let server = HTTPServer(callback, seat: seat)
        let address = try server.listen(.tcp(host: "127.0.0.1", port: 0))
        let metrics = HTTPServer(MetricsCallback(board, version: "9"))
        let metricsAddress = try metrics.listen(.tcp(host: "127.0.0.1", port: 0))
        defer {
            server.stop(within: .zero)
            metrics.stop(within: .zero)
        }
        let client = try RawClient(address)
        _ = client.ask("GET / HTTP/1.1\r\nHost: a\r\n\r\n", until: "four")
        _ = client.ask("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc", until: "four")
        _ = try RawClient(address).ask("nonsense\r\n\r\n", until: "Bad Request")
        let page = try RawClient(metricsAddress).ask(
            "GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n", until: "crosswind_series_refused_total 0")
        for line in [
            "crosswind_requests_total{method=\"GET\",status=\"200\"} 1\n",
            "crosswind_requests_total{method=\"POST\",status=\"404\"} 1\n",
            "crosswind_requests_refused_total{status=\"400\"} 1\n",
            "crosswind_request_body_bytes_total 3\n", "crosswind_response_body_bytes_total 8\n",
            "crosswind_request_duration_seconds_count 2\n",
            "crosswind_request_duration_seconds_bucket{le=\"+Inf\"} 2\n",
            "crosswind_route_requests_total{route=\"/{id}\\\"\",status=\"2xx\"} 1\n",
            "crosswind_route_requests_total{route=\"/{id}\\\"\",status=\"4xx\"} 1\n",
            "crosswind_route_duration_seconds_count{route=\"/{id}\\\"\"} 2\n", "crosswind_queue_length 0\n",
            "crosswind_connections_accepted_total 2\n", "crosswind_workers{state=\"ready\"} 1\n",
            "crosswind_build_info{version=\"9\"} 1\n",
        ] {
            #expect(page.contains(line), "\(line)\(page)")
        }
        #expect(try RawClient(metricsAddress).ask("GET / HTTP/1.1\r\nHost: a\r\n\r\n", until: "\n").contains(" 404 "))
        #expect(
            try RawClient(metricsAddress)
                .ask("POST /metrics HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n", until: "\n")
                .contains(" 405 "))
    }
}
