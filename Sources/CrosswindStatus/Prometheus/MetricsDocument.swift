/// The series of a scoreboard: of all its processes together but for the few that are about one process.
struct MetricsDocument {
    private let board: Scoreboard
    private let version: String
    private var page = Exposition()

    static func text(_ board: Scoreboard, version: String) -> String {
        var document = MetricsDocument(board: board, version: version)
        let slots = board.everySlot
        let processes = newest(slots)
        document.requests(slots)
        document.routes(slots)
        document.connections(slots)
        document.workers(slots.filter { $0.pid != 0 })
        document.figures(processes)
        // Last: what would be taken for one of the server's is left out.
        SeriesDocument(board, processes).write(to: &document.page)
        return document.page.text
    }

    private init(board: Scoreboard, version: String) {
        self.board = board
        self.version = version
    }

    /// The workers, by their numbers. While one is replaced two processes have its number; the newer one is the worker.
    private static func newest(_ slots: [SlotReading]) -> [(worker: String, slot: SlotReading)] {
        var newest: [Int: SlotReading] = [:]
        for slot in slots where slot.pid != 0 && newest[slot.number].map({ $0.startedAt <= slot.startedAt }) ?? true {
            newest[slot.number] = slot
        }
        return newest.sorted { $0.key < $1.key }.map { ("\($0.key)", $0.value) }
    }

    // MARK: requests

    private mutating func requests(_ slots: [SlotReading]) {
        requestCounts(slots)
        times(slots)
        page.only(
            "crosswind_inflight", .gauge, "Requests that wait or run.", slots.reduce(0) { $0 + $1.inFlight })
        page.only(
            "crosswind_queue_length", .gauge, "Requests that wait for a Python thread.",
            slots.reduce(0) { $0 + $1.queued })
        counter(
            "crosswind_queue_full_total", "Requests answered 503 because the queue was full.", slots,
            SlotLayout.overloads)
        page.family("crosswind_timeouts_total", .counter, "What took longer than its timeout.")
        for timeout in Timeouts.all {
            let sum = slots.reduce(0) { $0 &+ $1[SlotLayout.timeouts + timeout.index] }
            page.sample("crosswind_timeouts_total", [("kind", timeout.name)], sum)
        }
        counter(
            "crosswind_request_body_bytes_total", "Bytes of request bodies whose length was known.", slots,
            SlotLayout.bytesIn)
        counter(
            "crosswind_response_body_bytes_total", "Bytes of response bodies given to sockets.", slots,
            SlotLayout.bytesOut)
    }

    private mutating func requestCounts(_ slots: [SlotReading]) {
        page.family("crosswind_requests_total", .counter, "Requests that are over.")
        for row in 0..<SlotLayout.refusedRow {
            let method = SlotLayout.methodText(row)
            for (status, count) in counts(slots, row) {
                page.sample("crosswind_requests_total", [("method", method), ("status", status)], count)
            }
        }
        page.family(
            "crosswind_requests_refused_total", .counter,
            "Requests refused before the application: malformed, beyond a limit, too slow.")
        for (status, count) in counts(slots, SlotLayout.refusedRow) {
            page.sample("crosswind_requests_refused_total", [("status", status)], count)
        }
    }

    private func counts(_ slots: [SlotReading], _ row: Int) -> [(status: String, count: UInt64)] {
        var found: [(String, UInt64)] = []
        for column in 0..<SlotLayout.statuses {
            let count = slots.reduce(0) { $0 &+ $1.requests(row: row, column: column) }
            if count > 0 { found.append((SlotLayout.statusText(column), count)) }
        }
        return found
    }

    private mutating func times(_ slots: [SlotReading]) {
        for (which, name, help) in [
            (
                SlotLayout.Histogram.duration, "crosswind_request_duration_seconds",
                "From the end of a request to the end of its answer."
            ),
            (.queue, "crosswind_queue_seconds", "How long requests waited for a Python thread."),
            (.gil, "crosswind_gil_wait_seconds", "How long threads waited for the GIL before and after a request ran."),
            (.app, "crosswind_app_seconds", "How long requests were in the application."),
            (.write, "crosswind_write_seconds", "How long threads gave responses to sockets and waited for clients."),
        ] {
            var sum = HistogramReading()
            for slot in slots { sum += slot.histogram(which) }
            page.histogram(name, help, sum)
        }
    }

    private mutating func routes(_ slots: [SlotReading]) {
        let routes = board.routes.all
        page.family("crosswind_route_requests_total", .counter, "Requests that are over and had a route, by it.")
        for (route, numbers) in routes {
            for (index, name) in SlotLayout.statusClasses.enumerated() {
                let count = slots.reduce(0) { sum, slot in
                    numbers.reduce(sum) { $0 &+ slot.requests(ofRoute: $1, statusClass: index) }
                }
                if count > 0 {
                    page.sample("crosswind_route_requests_total", [("route", route), ("status", name)], count)
                }
            }
        }
        page.family(
            "crosswind_route_duration_seconds", .histogram,
            "From the end of a request to the end of its answer, by the route.")
        for (route, numbers) in routes {
            var sum = HistogramReading()
            for slot in slots { for number in numbers { sum += slot.histogram(ofRoute: number) } }
            guard sum.total > 0 else { continue }
            page.buckets("crosswind_route_duration_seconds", rendered: Exposition.rendered([("route", route)]), sum)
        }
    }

    // MARK: connections

    private mutating func connections(_ slots: [SlotReading]) {
        page.only(
            "crosswind_connections", .gauge, "Connections that are open.", slots.reduce(0) { $0 + $1.connections })
        counter("crosswind_connections_accepted_total", "Connections accepted.", slots, SlotLayout.accepted)
        counter(
            "crosswind_accept_pauses_total", "Times that accepting stopped as --max-connections were open.", slots,
            SlotLayout.pauses)
    }

    private mutating func counter(_ name: String, _ help: String, _ slots: [SlotReading], _ offset: Int) {
        page.only(name, .counter, help, slots.reduce(0) { $0 &+ $1[offset] })
    }

    // MARK: processes

    private mutating func workers(_ processes: [SlotReading]) {
        page.family("crosswind_workers", .gauge, "Processes that serve, by how far they are.")
        for (state, name) in [(Scoreboard.State.starting, "starting"), (.ready, "ready"), (.stopping, "stopping")] {
            page.sample("crosswind_workers", [("state", name)], processes.count { $0.state == state })
        }
        page.only("crosswind_workers_wanted", .gauge, "How many workers there should be.", board.wantedWorkers)
        page.family("crosswind_worker_restarts_total", .counter, "Workers that were replaced.")
        for reason in Scoreboard.Restart.allCases {
            page.sample("crosswind_worker_restarts_total", [("reason", reason.rawValue)], board.restarts(reason))
        }
        page.family("crosswind_build_info", .gauge, "Always 1; which version it is.")
        page.sample("crosswind_build_info", [("version", version)], 1)
        page.only("crosswind_start_time_seconds", .gauge, "When the server started, since 1970.", board.madeAt)
    }

    private mutating func figures(_ processes: [(worker: String, slot: SlotReading)]) {
        let known = processes.compactMap { worker, slot in
            ProcessFigures(pid: slot.pid).map { (worker: worker, figures: $0, startedAt: slot.startedAt) }
        }
        page.family("crosswind_worker_resident_memory_bytes", .gauge, "Resident memory of a worker.")
        for one in known {
            page.sample("crosswind_worker_resident_memory_bytes", [("worker", one.worker)], one.figures.residentBytes)
        }
        page.family("crosswind_worker_cpu_seconds_total", .counter, "Processor time of a worker.")
        for one in known {
            page.sample("crosswind_worker_cpu_seconds_total", [("worker", one.worker)], one.figures.cpuSeconds)
        }
        page.family("crosswind_worker_open_fds", .gauge, "Descriptors that a worker has open.")
        for one in known {
            guard let count = one.figures.descriptors else { continue }
            page.sample("crosswind_worker_open_fds", [("worker", one.worker)], count)
        }
        page.family("crosswind_worker_start_time_seconds", .gauge, "When a worker started, since 1970.")
        for one in known { page.sample("crosswind_worker_start_time_seconds", [("worker", one.worker)], one.startedAt) }
    }
}
