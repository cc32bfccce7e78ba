import CrosswindThreads

/// The program's own series, behind those of the server.
struct SeriesDocument {
    private let board: Scoreboard
    /// The processes whose gauges are shown, by the number of their worker.
    private let processes: [(worker: String, slot: SlotReading)]

    init(_ board: Scoreboard, _ processes: [(worker: String, slot: SlotReading)]) {
        self.board = board
        // What was said before there was a slot, as by a process that only forks others.
        self.processes = [("0", board.unseated)] + processes
    }

    /// The series of one name and set of labels: more than one when two processes brought it at the same moment.
    private typealias Group = (labels: String, indices: [Int])

    func write(to page: inout Exposition) {
        page.only(
            "crosswind_series_refused_total", .counter, "Series of the program that were not made: too many, too long.",
            board.series.refused)
        var families: [String: [(index: Int, name: SeriesName, kind: Series.Kind)]] = [:]
        for one in board.series.all { families[one.name.family, default: []].append(one) }
        for (family, members) in families.sorted(by: { $0.key < $1.key }) {
            let kind = members[0].kind.shown
            guard page.isFree(family, kind) else {
                page.comment("\(family) is not shown: the server has a metric of that name")
                continue
            }
            page.family(family, kind, "Of the program, by swift-metrics.")
            for kind in Series.Kind.all where kind.shown == members[0].kind.shown {
                for group in groups(members.filter { $0.kind == kind }) { write(family, group, kind, &page) }
            }
            if members.contains(where: { $0.kind.shown != kind }) {
                page.comment("what else is called \(family) is not shown: it is no \(kind.rawValue)")
            }
        }
    }

    private func groups(_ members: [(index: Int, name: SeriesName, kind: Series.Kind)]) -> [Group] {
        var groups: [String: [Int]] = [:]
        for member in members { groups[member.name.labels, default: []].append(member.index) }
        return groups.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    private func write(_ family: String, _ group: Group, _ kind: Series.Kind, _ page: inout Exposition) {
        let places = group.indices.map(board.series.place)
        switch kind {
        case .counter:
            page.sample(family, rendered: group.labels, whole(places))
        case .decimalCounter:
            page.sample(family, rendered: group.labels, decimal(places))
        case .gauge:
            for (worker, slot) in processes {
                let values = group.indices.compactMap { slot.gauge(ofSeries: $0) }
                guard let value = values.last else { continue }
                let labels = (group.labels.isEmpty ? "" : group.labels + ",") + "worker=\"\(worker)\""
                page.sample(family, rendered: labels, value)
            }
        case .summary:
            page.sample("\(family)_sum", rendered: group.labels, decimal(places.map { $0 + 1 }))
            page.sample("\(family)_count", rendered: group.labels, whole(places))
        case .timer:
            var reading = HistogramReading()
            for place in places { reading += HistogramReading(board.words, at: place) }
            page.buckets(family, rendered: group.labels, reading)
        }
    }
}

extension SeriesDocument {
    private func whole(_ places: [Int]) -> UInt64 { places.reduce(0) { $0 &+ board.words[$1] } }

    private func decimal(_ places: [Int]) -> Double {
        places.reduce(0) { $0 + Double(bitPattern: board.words[$1]) }
    }
}

extension Series.Kind {
    fileprivate static let all: [Series.Kind] = [.counter, .decimalCounter, .gauge, .summary, .timer]

    /// What Prometheus calls it.
    fileprivate var shown: Exposition.Kind {
        switch self {
        case .counter, .decimalCounter: .counter
        case .gauge: .gauge
        case .summary: .summary
        case .timer: .histogram
        }
    }
}
