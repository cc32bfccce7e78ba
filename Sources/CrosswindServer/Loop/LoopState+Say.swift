import Logging

extension LoopState {
    /// On the loop: says so, unless it was said within a second; then it is counted for the next time (`unlogged`).
    func say(_ notice: Notice, _ fields: @autoclosure () -> KeyValuePairs<String, String>) {
        guard let unsaid = throttles[notice.rawValue].next() else { return }
        var metadata: Logger.Metadata = [:]
        for (name, value) in fields() { metadata[name] = "\(value)" }
        if unsaid > 0 { metadata["unlogged"] = "\(unsaid)" }
        core.configuration.logger.log(level: notice.level, notice.message, metadata: metadata)
    }
}
