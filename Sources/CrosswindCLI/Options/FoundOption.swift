/// An option's text and the name of where it came from, for errors and `--print-config`.
struct FoundOption: Sendable, Equatable {
    let text: String
    let source: String
    /// File and line, where it came from a file and `source` names the key too.
    var place: String?
}
