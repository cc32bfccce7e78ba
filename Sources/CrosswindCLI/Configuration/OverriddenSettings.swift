/// Finds what a file says in vain because the environment has a variable that other servers read too: in gunicorn such
/// variables are only defaults, so that a file which moves here may expect to win.
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

    private static func winner(_ setting: OptionSetting, _ options: CommandOptions) -> String? {
        if setting.spec.name == OptionTable.bind.name { return options.listenerSource == "PORT" ? "PORT" : nil }
        guard let shared = setting.spec.sharedVariable, setting.found?.source == shared else { return nil }
        return shared
    }
}
