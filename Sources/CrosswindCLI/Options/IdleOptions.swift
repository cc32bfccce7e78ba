import CrosswindServer

/// Finds options that were typed and do nothing without another that is missing: most likely that one was forgotten.
///
/// Nothing is said of what variables and files hold, which are for other runs too.
enum IdleOptions {
    /// One line for each.
    static func warnings(_ options: CommandOptions) -> [String] {
        options.settings.compactMap { setting in
            guard setting.found?.source == "--\(setting.spec.name)", let missing = missing(setting.spec.name, options)
            else { return nil }
            return "--\(setting.spec.name) does nothing without \(missing)"
        }
    }

    /// What the option needs and doesn't have.
    private static func missing(_ name: String, _ options: CommandOptions) -> String? {
        switch name {
        case OptionTable.reloadDir.name, OptionTable.reloadInclude.name, OptionTable.reloadExclude.name,
            OptionTable.reloadExtraFile.name:
            options.reload == nil ? "--reload" : nil
        case OptionTable.maxRequestsJitter.name: options.recycling.requests == 0 ? "--max-requests" : nil
        case OptionTable.workerTimeout.name: options.processes == nil ? "--workers" : nil
        case OptionTable.udsMode.name: options.bind.contains(where: \.isUnix) ? nil : "a UNIX socket to listen at"
        case OptionTable.staticExpires.name: options.staticFiles.isEmpty ? "--static" : nil
        case OptionTable.proxyAllowFrom.name: options.proxyProtocol == nil ? "--proxy-protocol" : nil
        case OptionTable.logHealth.name:
            options.healthPath == nil && options.readyPath == nil ? "--health-path or --ready-path" : nil
        case OptionTable.accessLogFormat.name: options.accessLog == .off ? "--access-log" : nil
        default: nil
        }
    }
}

extension BindAddress {
    fileprivate var isUnix: Bool { if case .unix = self { true } else { false } }
}
