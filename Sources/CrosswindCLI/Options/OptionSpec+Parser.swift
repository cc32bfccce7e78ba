import ArgumentParser

extension OptionSpec {
    /// The option's own names; aliases are rewritten before the parser runs, so that the help shows one name each.
    var parserName: NameSpecification {
        var names: [NameSpecification.Element] = []
        if let short { names.append(.customShort(short)) }
        names.append(.customLong(name))
        return NameSpecification(names)
    }

    /// Help text, default and placeholder.
    var argumentHelp: ArgumentHelp {
        let text = help.filter { $0 != "`" }
        let note =
            isFlag && defaultText == "off" || defaultText.isEmpty
            ? "" : " (default: \(defaultText.filter { $0 != "`" }))"
        return ArgumentHelp("\(text)\(note)", valueName: placeholder)
    }
}

extension Option where Value == String? {
    /// An option that takes the last value given.
    init(_ spec: OptionSpec) { self.init(name: spec.parserName, help: spec.argumentHelp) }
}

extension Option where Value == [String] {
    /// An option that may be repeated.
    init(_ spec: OptionSpec) {
        self.init(wrappedValue: [], name: spec.parserName, parsing: .singleValue, help: spec.argumentHelp)
    }
}

extension Flag where Value == Bool? {
    /// A switch with its `--no-` form, so that the command line can undo a variable.
    init(_ spec: OptionSpec) {
        self.init(name: spec.parserName, inversion: .prefixedNo, exclusivity: .chooseLast, help: spec.argumentHelp)
    }
}
