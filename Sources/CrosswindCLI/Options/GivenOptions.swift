/// What a command line and its environment say, before configuration files had their say: enough to find those, and to find
/// a Python that can read them.
struct GivenOptions {
    /// What a command line asks for.
    enum Reading {
        /// To be put together with the configuration.
        case command(GivenOptions)
        /// As `Invocation.show`.
        case show(String)
    }

    private let given: OptionArguments
    /// The variables the process was started with.
    let environment: [String: String]
    private let gunicorn: GunicornArguments
    private let context: InvocationContext

    init(
        _ given: OptionArguments, environment: [String: String], context: InvocationContext
    ) throws(UsageError) {
        self.given = given
        self.environment = environment
        self.context = context
        gunicorn = try GunicornArguments(environment, context)
    }

    private var sources: OptionSources { OptionSources(environment: environment, gunicorn: gunicorn) }

    /// `--config`, `CROSSWIND_CONFIG`, gunicorn's arguments; empty when none of them says anything.
    var config: [String] { sources.list(OptionTable.config, given.configuration.config).items }

    /// Where `--chdir`, its variable or gunicorn's arguments want to be; a file may say it too, for the time after it is read.
    func chdir() throws(UsageError) -> String? { try sources.text(OptionTable.chdir, given.application.chdir) }

    /// The Python to embed.
    func python() throws(UsageError) -> String? { try sources.text(OptionTable.python, given.application.python) }

    /// Its virtual environment.
    func venv() throws(UsageError) -> String? { try sources.text(OptionTable.venv, given.application.venv) }

    /// All of it, together with what `files` say, the one that counts most first.
    func options(files: [OptionLayer]) throws(UsageError) -> CommandOptions {
        try CommandOptions(
            given, environment: environment, gunicorn: gunicorn, context: context, files: files)
    }
}
