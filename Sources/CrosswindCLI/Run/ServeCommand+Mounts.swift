import CrosswindServer
import CrosswindWSGI
import PythonBridge

/// The applications of `--mount`.
extension ServeCommand {
    /// `rest` with those beside it that are mounted below prefixes. The caller is attached.
    func mounted(
        _ rest: WSGIContainer, _ settings: ServerConfiguration, _ python: inout Python
    ) throws(CommandFailure) -> any RequestCallback {
        guard !options.mounts.isEmpty else { return rest }
        var mounts: [(prefix: String, container: WSGIContainer)] = []
        for (prefix, reference) in options.mounts {
            mounts.append((prefix, try container(loadMounted(prefix, reference, python), settings, &python)))
        }
        return WSGIMounts(mounts, otherwise: rest)
    }

    /// Whether all of them can be loaded, for `--check`.
    func checkMounts(_ python: borrowing Python) throws(CommandFailure) {
        for (prefix, reference) in options.mounts { _ = try loadMounted(prefix, reference, python) }
    }

    private func loadMounted(
        _ prefix: String, _ reference: AppReference, _ python: borrowing Python
    ) throws(CommandFailure) -> PyStored {
        do throws(PythonError) {
            return try ApplicationLoader.load(reference, factory: false, python)
        } catch {
            throw CommandFailure(
                message: "\(error.traceback)\ncrosswind: can't load \(reference) for \(prefix): \(error)",
                code: ExitCode.application)
        }
    }
}
