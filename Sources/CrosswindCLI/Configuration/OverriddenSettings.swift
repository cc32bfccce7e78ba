/// Finds what a file says in vain because the environment has a variable that other servers read too, or systemd passes
/// sockets: in gunicorn such variables are only defaults, so that a file which moves here may expect to win.
enum OverriddenSettings {
    /// One line for each.
    static func warnings(_ options: CommandOptions, _ layers: [OptionLayer]) -> [String] {
        var lines: [String] = []
        for layer in layers {
            for setting in options.settings {
                guard let own = layer.found[setting.spec.name], let variable = winner(setting, options) else {
                    continue
                }
                lines.append("\(own.source) gives way to \(variable)")
            }
        }
        return lines
    }

    /// What each of these sources makes of what a file says of where to listen; `PORT` leaves it the host.
    private static let outdone: [String: Set<String>] = [
        "PORT": [OptionTable.bind.name, OptionTable.port.name, OptionTable.uds.name, OptionTable.fd.name],
        "LISTEN_FDS": [
            OptionTable.bind.name, OptionTable.host.name, OptionTable.port.name, OptionTable.uds.name,
            OptionTable.fd.name,
        ],
    ]

    private static func winner(_ setting: OptionSetting, _ options: CommandOptions) -> String? {
        if let parts = outdone[options.listenerSource ?? ""], parts.contains(setting.spec.name) {
            return options.listenerSource
        }
        guard let shared = setting.spec.sharedVariable, setting.found?.source == shared else { return nil }
        return shared
    }
}
