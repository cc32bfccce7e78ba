/// Options of other servers that we don't have: the error says what to do instead of "unknown option".
enum ForeignOptions {
    /// Names as typed ⇒ the remedy. None of them may be one of ours; a test sees to it.
    static let remedies: [String: String] = Dictionary(
        uniqueKeysWithValues: ofServers.flatMap { entry in entry.names.map { ($0, entry.remedy) } })
}
