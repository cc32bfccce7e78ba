import Crosswind

extension Settings {
    /// Without a line in the test's output.
    static var quiet: Settings {
        var settings = Settings()
        settings.logger = CrosswindTests.logger(Journal())
        settings.accessLogger = CrosswindTests.logger(Journal())
        return settings
    }

    /// Everything it has to say goes to `journal`.
    static func telling(_ journal: Journal) -> Settings {
        var settings = quiet
        settings.logger = CrosswindTests.logger(journal)
        return settings
    }
}
