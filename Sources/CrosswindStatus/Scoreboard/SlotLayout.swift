import CrosswindHTTP

/// What one process's slot of the scoreboard holds, and where: words of 64 bits.
enum SlotLayout {
    // Who it is.
    static let pid = 0
    static let number = 1
    /// Seconds since 1970.
    static let startedAt = 2
    static let state = 3
    /// Why it asked to be replaced: one more than the number of a `Restart`, 0 for not at all.
    static let leaving = 6
    // What is now; starts at 0 with each process.
    static let inFlight = 4
    static let connections = 5
    static let queued = 7
    // Counters: never set back, so that totals don't fall when a worker ends.
    static let accepted = 8
    static let pauses = 9
    static let bytesIn = 10
    static let bytesOut = 11
    static let overloads = 12
    static let timeouts = 13  // One for each `ServerEvent.Timeout`.
    static let timeoutKinds = 4

    static let histograms = 32
    static let histogramSize = Buckets.count + 1  // The sum comes last.

    static let requests = histograms + Histogram.allCases.count * histogramSize
    /// A row for each method, and one for requests that were refused before anybody knew their method.
    static let refusedRow = Int(HTTPMethodKind.other.rawValue) + 1
    static let rows = refusedRow + 1
    /// 0: the client was gone before it got a head; then 200 to 599; last those above.
    static let statuses = 402

    /// A block for each route: a histogram of durations, and requests by the class of their status.
    static let routes = requests + rows * statuses
    static let routeStatuses = histogramSize
    static let routeSize = 32

    /// What is now, of swift-metrics' gauges: a word for each series.
    static let gauges = routes + (Routes.most + 1) * routeSize

    /// Rounded up to whole pages, so that no two processes write to one.
    static let size = (gauges + Series.most + 511) / 512 * 512

    enum Histogram: Int, CaseIterable {
        case duration, queue, gil, app, write

        var offset: Int { histograms + rawValue * histogramSize }
    }

    static func column(_ status: UInt16) -> Int {
        if status == 0 { return 0 }
        return status < 200 || status > 599 ? statuses - 1 : Int(status) - 199
    }

    /// Classes of statuses that routes are counted by.
    static let statusClasses = ["none", "2xx", "3xx", "4xx", "5xx", "other"]

    static func statusClass(_ status: UInt16) -> Int {
        if status == 0 { return 0 }
        return status < 200 || status > 599 ? 5 : Int(status / 100) - 1
    }

    static func statusText(_ column: Int) -> String {
        switch column {
        case 0: "none"
        case statuses - 1: "other"
        default: "\(column + 199)"
        }
    }

    static func methodText(_ row: Int) -> String {
        switch HTTPMethodKind(rawValue: UInt8(row)) {
        case .get: "GET"
        case .head: "HEAD"
        case .post: "POST"
        case .put: "PUT"
        case .delete: "DELETE"
        case .patch: "PATCH"
        case .options: "OPTIONS"
        case .connect: "CONNECT"
        case .trace: "TRACE"
        case .other, nil: "_OTHER"
        }
    }
}
