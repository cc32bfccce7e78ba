import CrosswindSecurity
import Logging

extension RequestHandler {
    /// What is worked out once a request, when it is asked for. In an object of its own, since most handlers ask for none
    /// of it, and each has to be made and cleared for every request otherwise.
    final class Memo {
        var currentUser: (any Sendable)??
        var xsrfToken: XSRFToken?
        var hasSetXSRFCookie = false
        /// Whether the client has the content was found out already, and it has not.
        var hasDecidedETag = false
        /// An error page is being written.
        var isFailing = false
        var locale: UserLocale?
        var requestID: String?
        var logger: Logger?
        /// What templates keep.
        var pageState: AnyObject?
    }

    final var memo: Memo {
        if let knownMemo { return knownMemo }
        let fresh = Memo()
        knownMemo = fresh
        return fresh
    }
}
