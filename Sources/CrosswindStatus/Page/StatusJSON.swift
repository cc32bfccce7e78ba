/// The page for machines: `/status.json`.
enum StatusJSON {
    static func text(_ data: PageData) -> String {
        let last = data.spans.last
        return JSONText.object([
            ("application", JSONText.string(data.title)), ("version", JSONText.string(data.version)),
            ("started", "\(data.board.madeAt)"), ("uptime_s", "\(data.now - data.board.madeAt)"),
            ("requests", "\(data.answered)"), ("inflight", "\(data.inFlight)"), ("queued", "\(data.queued)"),
            ("connections", "\(data.connections)"),
            ("requests_per_s", last.map { "\($0.requestsPerSecond)" }),
            ("median_s", last?.median.map { JSONText.seconds($0) }), ("p95_s", last?.slow.map { JSONText.seconds($0) }),
            ("workers_wanted", "\(max(1, data.board.wantedWorkers))"),
            ("workers", JSONText.array(data.processes.map { worker($0, data) })),
            ("errors", JSONText.array(data.board.errors.latest.map { error($0) })),
            ("history", JSONText.array(data.spans.map { span($0) })),
        ]) + "\n"
    }

    private static func worker(_ process: PageData.Process, _ data: PageData) -> String {
        JSONText.object([
            ("number", "\(process.slot.number)"), ("pid", "\(process.slot.pid)"),
            ("state", JSONText.string(data.state(process))), ("answers", "\(process.part != nil)"),
            ("age_s", "\(data.now - process.slot.startedAt)"), ("requests", "\(process.slot.answered)"),
            ("inflight", "\(process.slot.inFlight)"), ("queued", "\(process.slot.queued)"),
            ("connections", "\(process.slot.connections)"),
            ("rss_bytes", process.figures.map { "\($0.residentBytes)" }),
            ("cpu_s", process.figures.map { "\($0.cpuSeconds)" }),
            ("fds", process.figures?.descriptors.map { "\($0)" }),
            ("live", process.part),
        ])
    }

    private static func error(_ entry: RecentErrors.Entry) -> String {
        JSONText.object([
            ("time", JSONText.seconds(UInt64(max(0, entry.milliseconds)) * 1_000_000)), ("pid", "\(entry.pid)"),
            ("level", JSONText.string(entry.level.word)), ("message", JSONText.string(entry.text)),
        ])
    }

    private static func span(_ span: Span) -> String {
        JSONText.object([
            ("age_s", "\(span.age)"), ("requests_per_s", "\(span.requestsPerSecond)"),
            ("failures_per_s", "\(span.failuresPerSecond)"), ("inflight", "\(span.inFlight)"),
            ("median_s", span.median.map { JSONText.seconds($0) }), ("p95_s", span.slow.map { JSONText.seconds($0) }),
        ])
    }
}
