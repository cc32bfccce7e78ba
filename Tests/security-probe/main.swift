import CrosswindSecurity

// Reads one command a line from standard input, a JSON object whose `do` names a function, and answers each with a line:
// `{"ok": result}` or `{"error": reason}`. Bytes travel as text of latin-1.

let commands: [String: @Sendable (Arguments) async throws -> JSONValue] = Tornado.commands
    .merging(Django.commands) { first, _ in first }
    .merging(Flask.commands) { first, _ in first }
    .merging(Packing.commands) { first, _ in first }

while let line = readLine() {
    var answer: JSONValue
    do {
        let arguments = Arguments(try JSONValue(parsing: Array(line.utf8)))
        let name = try arguments.text("do")
        guard let command = commands[name] else { throw ProbeError("no command \(name)") }
        answer = ["ok": try await command(arguments)]
    } catch {
        answer = ["error": .string(String(describing: error))]
    }
    print(String(decoding: answer.bytes, as: UTF8.self))
    flushOutput()
}
