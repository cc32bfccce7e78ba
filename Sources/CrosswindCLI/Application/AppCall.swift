/// The arguments of `create_app("prod", debug=True)`: literals only, as gunicorn has it.
///
/// Nothing is evaluated: a command line that ran expressions would invite putting untrusted text into it.
public struct AppCall: Sendable, Equatable {
    /// Arguments by position.
    public var positional: [PythonLiteral] = []
    /// Arguments by name, in the order written; no name twice.
    public var named: [(name: String, value: PythonLiteral)] = []

    /// Whether all arguments are the same, names in the same order.
    public static func == (one: AppCall, other: AppCall) -> Bool {
        one.positional == other.positional
            && one.named.elementsEqual(other.named) { $0.name == $1.name && $0.value == $1.value }
    }

    /// Reads `(…)`, parentheses included and nothing behind them.
    static func parse(_ text: Substring) throws(UsageError) -> AppCall {
        var scanner = LiteralScanner(text)
        var call = AppCall()
        try scanner.expect("(")
        while !scanner.take(")") {
            if let name = scanner.takeName() {
                guard !call.named.contains(where: { $0.name == name }) else {
                    throw UsageError("the argument '\(name)' is there twice; leave one out")
                }
                call.named.append((name, try scanner.literal()))
            } else {
                guard call.named.isEmpty else {
                    throw UsageError("an argument without a name follows a named one; put it first")
                }
                call.positional.append(try scanner.literal())
            }
            if scanner.take(",") { continue }
            try scanner.expect(")")
            break
        }
        try scanner.expectEnd()
        return call
    }
}
