extension CommandOptions {
    /// What `--reload` watches; nil without it, whatever else says how.
    static func reload(
        _ given: OptionArguments.Development, _ sources: OptionSources
    ) throws(UsageError) -> ReloadOptions? {
        // All of them are read, so that --print-config knows of them.
        var options = ReloadOptions()
        options.directories = sources.list(OptionTable.reloadDir, given.reloadDir).items
        options.rules.include += sources.list(OptionTable.reloadInclude, given.reloadInclude).items
        options.rules.exclude = sources.list(OptionTable.reloadExclude, given.reloadExclude).items
        options.extraFiles = sources.list(OptionTable.reloadExtraFile, given.reloadExtraFile).items
        return try sources.flag(OptionTable.reload, given.reload) ? options : nil
    }
}
