/// Finds each option's text (command line, then environment, then configuration files, then default) and reads it as its
/// row says. `GUNICORN_CMD_ARGS` comes between our variables and those that other servers read too.
///
/// All sources go through the same reading, so a default can't be out of its own range, and a variable or a file can't
/// mean anything else than the flag.
struct OptionSources {
    private let environment: [String: String]
    /// `GUNICORN_CMD_ARGS`.
    private let gunicorn: GunicornArguments
    /// Configuration files, the one that counts most first.
    let files: [OptionLayer]
    /// Hears of everything that was found.
    let record = OptionRecord()

    init(
        environment: [String: String], gunicorn: GunicornArguments = GunicornArguments(), files: [OptionLayer] = []
    ) {
        self.environment = environment
        self.gunicorn = gunicorn
        self.files = files
    }

    typealias Found = FoundOption

    /// The text of our variable; an empty one counts as unset where that is no value.
    func variable(_ spec: OptionSpec) -> Found? { variable(spec, spec.variable) }

    private func variable(_ spec: OptionSpec, _ name: String) -> Found? {
        guard let text = environment[name], spec.emptyCounts || !text.isEmpty, !isServiceLink(spec, text) else {
            return nil
        }
        guard case .pairs = spec.kind else { return Found(text: text, source: name) }
        return Found(text: OptionSpec.joined(pairs: text.split(whereSeparator: \.isNewline)), source: name)
    }

    /// What `GUNICORN_CMD_ARGS` has for it.
    func argument(_ spec: OptionSpec) -> Found? { gunicorn.layer.found[spec.name] }

    /// The text in the environment: our variable's, else what gunicorn's arguments say, which for gunicorn go before the
    /// variable that is shared.
    private func environment(_ spec: OptionSpec) -> Found? {
        variable(spec) ?? argument(spec) ?? spec.sharedVariable.flatMap { variable(spec, $0) }
    }

    /// Kubernetes gives every pod beside a service named "crosswind" `CROSSWIND_PORT=tcp://10.0.0.1:80`.
    private func isServiceLink(_ spec: OptionSpec, _ text: String) -> Bool {
        spec.name == OptionTable.port.name && text.contains("://")
    }

    /// The text in the first configuration file that has the option.
    func file(_ spec: OptionSpec) -> Found? {
        for layer in files { if let found = layer.found[spec.name] { return found } }
        return nil
    }

    /// The text that counts, or nil when there is none and no default.
    func find(_ spec: OptionSpec, _ given: String?) -> Found? {
        let named = given.map { Found(text: $0, source: "--\(spec.name)") } ?? environment(spec) ?? file(spec)
        record.note(spec, named)
        return named ?? spec.initial.map { Found(text: $0, source: "the default of --\(spec.name)") }
    }

    /// Any text; an empty one on the command line is refused unless the option's default is empty too.
    func text(_ spec: OptionSpec, _ given: String?) throws(UsageError) -> String? {
        guard let found = find(spec, given) else { return nil }
        guard !found.text.isEmpty || spec.initial == "" else {
            throw UsageError("\(found.source): the value is empty; leave the option out or give it one")
        }
        return found.text
    }

    /// A whole number in the row's range; nil for `auto` or when there is none.
    func integer(_ spec: OptionSpec, _ given: String?) throws(UsageError) -> Int? {
        guard let found = find(spec, given) else { return nil }
        let range: ClosedRange<Int>
        switch spec.kind {
        case .integer(let allowed): range = allowed
        case .automatic(let allowed):
            if found.text == "auto" { return nil }
            range = allowed
        default: preconditionFailure("\(spec.name) is no number")
        }
        guard found.text.utf8.allSatisfy({ $0 >= 48 && $0 <= 57 }), let value = Int(found.text), range.contains(value)
        else {
            throw UsageError(
                "'\(found.text.printable)' is not possible; write a number from \(range.lowerBound) to \(range.upperBound)"
            ).about(found.source)
        }
        return value
    }

    /// A whole number of an option that has a default.
    func number(_ spec: OptionSpec, _ given: String?) throws(UsageError) -> Int {
        guard let value = try integer(spec, given) else { preconditionFailure("\(spec.name) has no default") }
        return value
    }

    /// A duration in the row's range.
    func duration(_ spec: OptionSpec, _ given: String?) throws(UsageError) -> Duration {
        guard let found = find(spec, given), case .duration(let range) = spec.kind else {
            preconditionFailure("\(spec.name) is no duration")
        }
        let value = try Self.about(found) { () throws(UsageError) in try DurationText.parse(found.text) }
        guard range.contains(value) else {
            let (least, most) = (DurationText.format(range.lowerBound), DurationText.format(range.upperBound))
            throw UsageError("'\(found.text.printable)' is not possible; write a time from \(least) to \(most)")
                .about(found.source)
        }
        return value
    }

    /// A size in the row's range; the largest value for `unlimited`.
    func size(_ spec: OptionSpec, _ given: String?) throws(UsageError) -> UInt64 {
        guard let found = find(spec, given), case .size(let range, let unlimited) = spec.kind else {
            preconditionFailure("\(spec.name) is no size")
        }
        if unlimited && found.text == "unlimited" { return .max }
        let value = try Self.about(found) { () throws(UsageError) in try ByteSize.parse(found.text) }
        guard range.contains(value) else {
            let least = ByteSize.format(range.lowerBound)
            let most = unlimited ? "'unlimited'" : ByteSize.format(range.upperBound)
            throw UsageError("'\(found.text.printable)' is not possible; write a size from \(least) to \(most)")
                .about(found.source)
        }
        return value
    }

    /// A switch.
    func flag(_ spec: OptionSpec, _ given: Bool?) throws(UsageError) -> Bool {
        if let given {
            record.note(spec, Found(text: given ? "on" : "off", source: given ? "--\(spec.name)" : "--no-\(spec.name)"))
            return given
        }
        guard let found = find(spec, nil) else { return false }
        switch found.text.lowercased() {
        case "1", "true", "yes", "on": return true
        case "0", "false", "no", "off": return false
        default: throw UsageError("\(found.source): '\(found.text.printable)' is neither; write 1 or 0")
        }
    }

    /// The items of a repeatable option, split at commas and stripped; empty ones are dropped.
    func list(_ spec: OptionSpec, _ given: [String]) -> (items: [String], source: String) {
        let found = find(spec, given.isEmpty ? nil : given.joined(separator: ","))
        let items = (found?.text ?? "").split(separator: ",").map { String($0.trimmingSpaces) }
        return (items.filter { !$0.isEmpty }, found?.source ?? "--\(spec.name)")
    }

    /// Runs `body` and says of its error where the text came from.
    static func about<T>(_ found: Found, _ body: () throws(UsageError) -> T) throws(UsageError) -> T {
        do { return try body() } catch { throw error.about(found.source) }
    }
}

extension StringProtocol where SubSequence == Substring {
    /// The text without blanks and tabs at its ends.
    var trimmingSpaces: Substring {
        var rest = self[...]
        while let first = rest.first, first == " " || first == "\t" { rest.removeFirst() }
        while let last = rest.last, last == " " || last == "\t" { rest.removeLast() }
        return rest
    }
}
