extension CommandOptions {
    /// `/shop=shop.wsgi:app`, split at the first `=`; several with commas between, of which those of a call's arguments are
    /// none.
    static func mounts(
        _ given: [String], _ sources: OptionSources, rootPath: String
    ) throws(UsageError) -> [(prefix: String, application: AppReference)] {
        let found = sources.find(OptionTable.mount, given.isEmpty ? nil : given.joined(separator: ","))
        let source = found?.source ?? ""
        var result: [(prefix: String, application: AppReference)] = []
        for item in items(found?.text ?? "") {
            guard let equals = item.firstIndex(of: "="), item.utf8.first == UInt8(ascii: "/"),
                item[..<equals].utf8.allSatisfy({ $0 > 32 && $0 < 127 && !"?#%".utf8.contains($0) })
            else {
                throw UsageError("'\(item.printable)' is no mount; write it as in --mount /shop=shop.wsgi:app")
                    .about(source)
            }
            let prefix = item[..<equals].split(separator: "/").map { "/\($0)" }.joined()
            guard !prefix.isEmpty else {
                throw UsageError("'\(item.printable)' would be everything; name that application without --mount")
                    .about(source)
            }
            guard !result.contains(where: { $0.prefix == prefix }) else {
                throw UsageError("\(prefix.printable) is there twice; mount one application").about(source)
            }
            do throws(UsageError) {
                result.append((prefix, try AppReference.parse(String(item[item.index(after: equals)...]))))
            } catch {
                throw error.about(source)
            }
        }
        guard result.isEmpty || rootPath.isEmpty else {
            throw UsageError("--mount and --root-path exclude each other; write the whole prefix into --mount")
        }
        return result
    }

    private static func items(_ text: String) -> [String] {
        var items = [""]
        var quote: Character?
        var depth = 0
        var isEscaped = false
        for character in text {
            if character == ",", depth == 0 {
                items.append("")
                continue
            }
            items[items.count - 1].append(character)
            switch (character, quote) {
            case _ where isEscaped: isEscaped = false
            case ("\\", .some): isEscaped = true
            case (let end, let begun?): if end == begun { quote = nil }
            case ("'", nil), ("\"", nil): if depth > 0 { quote = character }
            case ("(", nil): depth += 1
            case (")", nil): depth = max(0, depth - 1)
            default: break
            }
        }
        return items.map { String($0.trimmingSpaces) }.filter { !$0.isEmpty }
    }
}
