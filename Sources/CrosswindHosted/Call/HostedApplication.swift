import Crosswind
import PythonBridge

/// A ``WSGIApplication`` in one interpreter: what its calls have in common.
final class HostedApplication: Sendable {
    let wsgi: WSGIApplication
    let names: EnvironNames
    let prelude: HostedPrelude
    let fallbacks = FallbackCallables()
    let tags = SharedETags()

    init(_ wsgi: WSGIApplication, _ python: borrowing Python) throws(PythonError) {
        self.wsgi = wsgi
        names = try EnvironNames(python)
        prelude = try HostedPrelude(python)
    }
}
