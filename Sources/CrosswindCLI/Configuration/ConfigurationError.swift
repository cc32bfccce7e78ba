/// Why a configuration file can't be used.
struct ConfigurationError: Error {
    /// One line that names the file and the remedy.
    let message: String
    /// What Python said, where code of the user's failed; ends in a newline.
    var traceback: String?
}
