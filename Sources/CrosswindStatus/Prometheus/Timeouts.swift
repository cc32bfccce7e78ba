import CrosswindServer

/// The kinds of timeouts by their names in metrics.
enum Timeouts {
    static let all = ServerEvent.Timeout.allCases.map { (name: $0.rawValue, index: $0.index) }
}
