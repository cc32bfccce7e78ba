// Unsafe: a thread-local address of the log, valid as long as the call that set it runs on this thread.
import CPythonABI

/// What is logged while a call's handler runs: it goes to the call's `wsgi.errors` (PEP 3333, "Input and Error Streams")
/// when the handler has ended, since Python is not touched while it runs.
///
/// Belongs to the call's thread. What is logged on other threads, and after the call, goes to standard error.
final class CallLog {
    private var text = ""

    /// Enough for any request that isn't in a loop; what comes then goes to standard error at once.
    private static let limit = 64 * 1024

    /// The log of the call that runs on this thread.
    static var current: CallLog? {
        cpython_thread_client().map { Unmanaged<CallLog>.fromOpaque($0).takeUnretainedValue() }
    }

    /// Runs a part of the handler whose lines are to come here.
    func collecting(_ body: () -> Void) {
        let outer = cpython_thread_swap_client(Unmanaged.passUnretained(self).toOpaque())
        body()
        _ = cpython_thread_swap_client(outer)
    }

    /// Takes lines; false when there are too many.
    func add(_ lines: String) -> Bool {
        guard text.utf8.count + lines.utf8.count <= Self.limit else { return false }
        text += lines
        return true
    }

    /// What has come.
    func take() -> String {
        defer { text = "" }
        return text
    }
}
