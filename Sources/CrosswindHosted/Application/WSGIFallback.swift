public import CrosswindServer
import CrosswindThreads
import Logging
import PythonBridge
import Synchronization

/// A route that a WSGI application in Python answers, inside the same WSGI server (Tornado: `FallbackHandler`):
///
///     try WSGIApplication([
///         .route("/item/(?<id>[0-9]+)", ItemHandler.self),
///         .fallback("/.*", WSGIFallback("mysite.wsgi:application")),
///     ])
///
/// It is called with the server's own environ and `start_response`, untouched: as if the Swift routes were not there. Below
/// a `.mount("/prefix", …)` the prefix moves from PATH_INFO to SCRIPT_NAME, in a copy. The module is imported when the first
/// request needs it.
public final class WSGIFallback: RequestCallback {
    /// `MODULE:NAME`, the name being a dotted path.
    public let reference: String

    /// The application called NAME in a module.
    public init(_ reference: String) { self.reference = reference }

    /// On Crosswind's own server there is a `WSGIContainer` for this: answers 501.
    public func handle(_ exchange: HTTPExchange) {
        exchange.configuration.logger.error(
            "WSGIFallback serves inside WSGI servers; here use WSGIContainer", metadata: ["reference": "\(reference)"])
        exchange.respond(status: 501, fields: [("Content-Type", "text/plain")], body: "Not Implemented\n")
    }

    /// Attached. Takes the reference to `environ` over; the result is a new one.
    func call(
        _ environ: PyPointer, _ startResponse: PyPointer, _ known: FallbackCallables, _ python: borrowing Python
    ) throws(PythonError) -> PyPointer {
        let environ = PyRef(owning: environ, python)
        let callable = try known.find(self, python)
        return try PyBorrowed(unsafe: callable, python).call(environ, PyBorrowed(unsafe: startResponse, python)).take()
    }

    fileprivate func load(_ python: borrowing Python) throws(PythonError) -> PyPointer {
        let parts = reference.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else {
            throw PythonError(.valueError, "WSGIFallback takes MODULE:NAME, not \(reference)")
        }
        let found = try python.import(parts[0]).attribute(path: parts[1])
        guard found.isCallable else { throw PythonError(.typeError, "\(reference) is not callable") }
        return found.take()
    }
}

/// The callables behind an application's fallbacks, in one interpreter.
final class FallbackCallables: Sendable {
    private let known = Guarded<[ObjectIdentifier: PyShared]>([:])

    /// Attached; borrowed from this object, which keeps it.
    func find(_ fallback: WSGIFallback, _ python: borrowing Python) throws(PythonError) -> PyPointer {
        let key = ObjectIdentifier(fallback)
        if let found = known.withLock({ $0[key] }) { return found.stored.unsafePointer }
        // Not under the lock: an import may wait for another thread.
        let loaded = PyShared(PyStored(owning: try fallback.load(python)))
        return known.withLock { known in
            let kept = known[key] ?? loaded
            known[key] = kept
            return kept.stored.unsafePointer
        }
    }
}
