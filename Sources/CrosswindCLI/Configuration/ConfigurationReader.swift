import PythonBridge

/// What the configuration files say.
struct Configuration {
    /// One for each file that was read, the one that counts most first.
    var layers: [OptionLayer] = []
    /// What is odd but no error, one line each.
    var warnings: [String] = []
    /// The hooks of the `gunicorn.conf.py`, when one was read.
    var hooks: GunicornHooks?
}

/// Reads configuration files by means of Python: TOML with `tomllib`, a `gunicorn.conf.py` by running it.
enum ConfigurationReader {
    /// What a file holds, before it is looked up in the options' table.
    private struct Contents {
        var entries: [ConfigurationEntry] = []
        var hooks: GunicornHooks?
    }

    /// Reads `named` (of `--config`), or where nothing is named the first of the usual files in `directory`. Attached, on
    /// the main thread.
    static func read(
        named: [ConfigurationPlace]?, in directory: String, _ python: borrowing Python
    ) throws(ConfigurationError) -> Configuration {
        var configuration = Configuration()
        for place in named ?? ConfigurationPlace.usual(in: directory).filter(\.exists) {
            if named == nil, let read = configuration.layers.first?.name {
                if place.isPython {
                    configuration.warnings.append(
                        "\(place.shown) is not read, since \(read) is; --config \(place.shown) --config \(read) reads both"
                    )
                }
                continue
            }
            guard let contents = try contents(place, python) else { continue }
            do throws(UsageError) {
                configuration.layers.append(
                    place.isPython
                        ? try OptionLayer(
                            name: place.shown, gunicorn: contents.entries, warnings: &configuration.warnings)
                        : try OptionLayer(name: place.shown, contents.entries))
            } catch {
                throw ConfigurationError(message: error.message)
            }
            // Of several the one that counts most.
            configuration.hooks = configuration.hooks ?? contents.hooks
        }
        return configuration
    }

    /// Nil for a file that holds nothing for us.
    private static func contents(
        _ place: ConfigurationPlace, _ python: borrowing Python
    ) throws(ConfigurationError) -> Contents? {
        do throws(PythonError) {
            let module = try python.module(named: "crosswind.configuration")
            try python.run(ConfigurationScript.source, file: ConfigurationScript.fileName, in: module)
            if place.isPython { return try gunicorn(place, module, python) }
            let found = try module.attribute("toml").call(
                python.path(place.path), python.bool(place.kind == .pyproject))
            return found.isNone ? nil : Contents(entries: try ConfigurationEntry.list(found, python))
        } catch {
            let isOurs = error.typeName.hasSuffix("Unreadable")
            let words = isOurs ? error.message : "failed with \(error.typeName): \(error.message)"
            throw ConfigurationError(
                message: "\(place.shown) \(words.printable)", traceback: isOurs ? nil : error.traceback)
        }
    }

    private static func gunicorn(
        _ place: ConfigurationPlace, _ module: borrowing PyRef, _ python: borrowing Python
    ) throws(PythonError) -> Contents {
        try module.setAttribute("log", HookLog.function.callable(python))
        try python.run(GunicornScript.source, file: GunicornScript.fileName, in: module)
        try python.run(RequestHooksScript.source, file: RequestHooksScript.fileName, in: module)
        // What the file imports may lie beside it, as with gunicorn.
        try SearchPath.set([], python)
        let found = try module.attribute("gunicorn").call(
            python.path(place.path), python.bool(place.kind == .module)
        ).asList()
        return Contents(
            entries: try ConfigurationEntry.list(found.listItem(1), python),
            hooks: try hooks(found.listItem(0)))
    }
    private static func hooks(_ run: consuming PyRef) throws(PythonError) -> GunicornHooks {
        let names = try run.attribute("hooks").asList()
        var texts: Set<String> = []
        for index in 0..<(try names.listCount()) { texts.insert(try names.listItem(index).string()) }
        return GunicornHooks(run.store(), names: texts)
    }
}
