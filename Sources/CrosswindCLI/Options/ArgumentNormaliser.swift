/// Rewrites the arguments before swift-argument-parser sees them, in what it can't do or would clutter the help with:
/// other servers' names for our options, `--access-log` and `--proxy-protocol` with an optional value, and remedies for options we don't have.
enum ArgumentNormaliser {
    /// `arguments` (without the program's name) with only our own names in them.
    static func normalise(_ arguments: [String]) throws(UsageError) -> [String] {
        var result: [String] = []
        result.reserveCapacity(arguments.count)
        var index = 0
        while index < arguments.count {
            let argument = arguments[index]
            index += 1
            if argument == "--" {
                result.append(argument)
                result.append(contentsOf: arguments[index...])
                break
            }
            guard argument.hasPrefix("-"), argument.count > 1 else {
                result.append(argument)
                continue
            }
            let name = argument.prefix { $0 != "=" }
            if let remedy = ForeignOptions.remedies[String(name)] {
                throw UsageError("\(name) is no option of crosswind: \(remedy)")
            }
            let rewritten = replaceAlias(argument, name: name)
            switch rewritten {
            case "--no-access-log": result.append("--access-log=off")
            case "--no-lint": result.append("--lint=off")
            case "--lint" where argument == "--lint": result.append("--lint=1")
            case "--access-log" where argument == "--access-log":
                // Only what can't be the application is taken for the value.
                let dash = index < arguments.count && arguments[index] == "-"
                if dash { index += 1 }
                result.append("--access-log=-")
            case "--no-proxy-protocol": result.append("--proxy-protocol=off")
            case "--proxy-protocol" where argument == "--proxy-protocol":
                let next = index < arguments.count ? arguments[index] : ""
                let isValue = ["off", "on", "v1", "v2", "auto"].contains(next)
                if isValue { index += 1 }
                result.append("--proxy-protocol=\(isValue ? next : "on")")
            case _ where name.count > 2 && argument.count == name.count + 1:
                // For the parser `--name=` lacks its value and takes the next argument for it.
                result.append(String(rewritten.dropLast()))
                result.append("")
            default: result.append(rewritten)
            }
        }
        return result
    }

    /// `--listen=x` ⇒ `--bind=x`, `--no-call` ⇒ `--no-factory`.
    private static func replaceAlias(_ argument: String, name: Substring) -> String {
        guard let bare = name.after("--") else { return argument }
        let value = argument.dropFirst(name.count)
        if let ours = OptionTable.aliases[String(bare)] { return "--\(ours)\(value)" }
        if let positive = bare.after("no-"), let ours = OptionTable.aliases[String(positive)] {
            return "--no-\(ours)\(value)"
        }
        return argument
    }
}
