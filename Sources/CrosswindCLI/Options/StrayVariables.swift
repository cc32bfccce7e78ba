/// Finds `CROSSWIND_…` variables that no option reads: most are typing errors that would else go unnoticed.
enum StrayVariables {
    /// Read elsewhere: by the wheel's build and by tests.
    private static let known: Set<String> = ["CROSSWIND_PREBUILT"]

    /// One line for each stray variable, sorted.
    static func warnings(_ environment: [String: String]) -> [String] {
        let ours = Set(OptionTable.all.map(\.variable))
        let stray: [String] = environment.keys.filter { $0.hasPrefix("CROSSWIND_") }.sorted().compactMap { name in
            if name == OptionTable.port.variable, let text = environment[name], text.contains("://") {
                return "CROSSWIND_PORT=\(text.printable) looks like a Kubernetes service link and is ignored"
            }
            guard !ours.contains(name), !known.contains(name), !isServiceLink(name) else { return nil }
            let near = NearestName.find(name, in: OptionTable.all.map(\.variable)).map { "; \($0) is" }
            return "\(name.printable) is no option of crosswind and is ignored\(near ?? "; see crosswind --help")"
        }
        return stray
    }

    /// What Kubernetes and Docker links set for a service named "crosswind".
    private static func isServiceLink(_ name: String) -> Bool {
        name.hasPrefix("CROSSWIND_SERVICE_") || name.hasPrefix("CROSSWIND_PORT_")
    }
}
