extension OptionLayer {
    /// What the variables of a `gunicorn.conf.py` mean.
    ///
    /// As gunicorn does, it takes names it does not know for the file's own variables, and is generous with types.
    ///
    /// - Parameter warnings: gets a line for each setting that has no equal here.
    /// - Throws: one line for what is not possible, or would be unsafe to go without.
    init(name: String, gunicorn entries: [ConfigurationEntry], warnings: inout [String]) throws(UsageError) {
        self.init(name: name)
        for entry in entries {
            let place = entry.line > 0 ? "\(name):\(entry.line)" : name
            let about = "\(place): \(entry.key)"
            switch GunicornSetting.all[entry.key] {
            case nil, .understood:
                if entry.key == "worker_class" { try Self.checkWorkerClass(entry.value, about, &warnings) }
            case .ignored(let reason):
                if Self.matters(entry) { warnings.append("\(about) has no equal: \(reason)") }
            case .refused(let reason):
                if Self.matters(entry) { throw UsageError("\(about) is not possible: \(reason)") }
            case .option(let option):
                guard let spec = OptionTable.all.first(where: { $0.name == option }) else {
                    if Self.matters(entry) { warnings.append("\(about) has no equal: there is no --\(option)") }
                    continue
                }
                guard let text = try Self.text(entry, spec, about, &warnings) else { continue }
                found[option] = OptionSources.Found(text: text, source: about, place: place)
            }
        }
    }

    /// Whether the setting asks for something: it is neither empty nor off nor gunicorn's default.
    private static func matters(_ entry: ConfigurationEntry) -> Bool {
        switch entry.value {
        case .boolean(false) where entry.key == "sendfile": true
        case .boolean(false), .integer(0), .string(""), .array([]), .table([]), .none: false
        default: !(GunicornSetting.harmless[entry.key] ?? []).contains(entry.value.plain ?? "")
        }
    }

    /// The value as it would be typed; nil for one that leaves the option alone.
    private static func text(
        _ entry: ConfigurationEntry, _ spec: OptionSpec, _ about: String, _ warnings: inout [String]
    ) throws(UsageError) -> String? {
        switch (entry.key, entry.value) {
        case ("accesslog", .none): return "off"
        case (_, .none): return nil
        // For gunicorn zero is "no limit"; ours bound memory and always hold.
        case ("limit_request_line", .integer(0)), ("limit_request_fields", .integer(0)),
            ("limit_request_field_size", .integer(0)):
            guard case .integer(let range) = spec.kind else { return nil }
            warnings.append("\(about) = 0: there is no \"unlimited\" here; it is \(range.upperBound)")
            return String(range.upperBound)
        case ("umask", .integer(let bits)): return octal(bits)
        case ("proxy_protocol", .boolean(let isOn)): return isOn ? "on" : "off"
        default: break
        }
        switch spec.kind {
        case .pairs: if let items = entry.value.strings { return OptionSpec.joined(pairs: items) }
        case .list: if let items = entry.value.strings { return items.joined(separator: ",") }
        case .flag:
            switch entry.value.plain?.lowercased() {
            case "true", "on", "1": return "on"
            case "false", "off", "0": return "off"
            default: break
            }
        default: if let text = entry.value.plain { return text }
        }
        throw UsageError("\(about) is \(entry.value.typeName), which is not possible; write it as gunicorn has it")
    }

    private static func octal(_ bits: Int64) -> String {
        let digits = String(bits, radix: 8)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }

    /// There is one kind of worker; what asks for another protocol can't be served.
    private static func checkWorkerClass(
        _ value: ConfigurationValue, _ about: String, _ warnings: inout [String]
    ) throws(UsageError) {
        guard let name = value.plain else {
            return warnings.append("\(about) has no equal: there is one kind of worker, with --threads threads")
        }
        let word = name.lowercased()
        if ["uvicorn", "asgi", "daphne", "hypercorn", "aiohttp"].contains(where: word.contains) {
            throw UsageError("\(about) = '\(name.printable)' is not possible: crosswind serves WSGI")
        }
        guard ["sync", "gthread"].contains(word) || word.hasSuffix("threadworker") || word.hasSuffix("syncworker")
        else {
            return warnings.append(
                "\(about) = '\(name.printable)' has no equal: requests run on threads, nothing is patched; see --threads"
            )
        }
    }
}

extension ConfigurationValue {
    /// A scalar as text; nil for anything else.
    fileprivate var plain: String? {
        switch self {
        case .boolean(let value): value ? "on" : "off"
        case .integer(let value): String(value)
        case .float(let value): value == value.rounded() && value.magnitude < 1e15 ? String(Int64(value)) : "\(value)"
        case .string(let text): text
        case .array, .table, .none, .other: nil
        }
    }

    /// A text, or the texts of an array of scalars.
    fileprivate var strings: [String]? {
        guard case .array(let items) = self else { return plain.map { [$0] } }
        let texts = items.compactMap(\.plain)
        return texts.count == items.count ? texts : nil
    }
}
