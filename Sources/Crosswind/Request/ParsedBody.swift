/// What a body that is a form says.
struct ParsedBody {
    var arguments = Arguments()
    var files: [String: [HTTPFile]] = [:]
}
