public import CrosswindHTTP
import Logging
import NIOCore

/// Status and header fields of the response.
extension RequestHandler {
    /// The status so far; 200 at first (Tornado: `get_status`).
    public final var status: Int { Int(responseHead.status) }

    /// The reason phrase so far.
    public final var reasonPhrase: String { responseHead.reason ?? ResponseHead.phrase(responseHead.status) }

    /// Sets the status, 200 to 999, and a reason phrase other than the status's own (Tornado: `set_status`). Anything
    /// outside of that range, and a phrase with control characters, makes the response a 500.
    public final func setStatus(_ status: Int, reason: String? = nil) {
        guard isHeadOpen("setStatus") else { return }
        responseHead.status = UInt16(clamping: status)
        responseHead.reason = reason
    }

    /// Sets a field, in the place of any other of its name (Tornado: `set_header`). A name that is no token or a value
    /// with control characters makes the response a 500, with a line in the log: nothing of it reaches the client.
    public final func setHeader(_ name: String, _ value: String) {
        guard isHeadOpen("setHeader") else { return }
        do throws(HTTPFieldError) { try responseHead.fields.set(name, value) } catch { refuse(error, name) }
    }

    /// Sets a field to a number.
    public final func setHeader(_ name: String, _ value: Int) { setHeader(name, String(value)) }

    /// Sets a field to a time, written as HTTP does (RFC 9110 §5.6.7).
    public final func setHeader(_ name: String, _ value: HTTPDate) { setHeader(name, value.text) }

    /// Adds a field beside those of its name that are there (Tornado: `add_header`).
    public final func addHeader(_ name: String, _ value: String) {
        guard isHeadOpen("addHeader") else { return }
        do throws(HTTPFieldError) { try responseHead.fields.add(name, value) } catch { refuse(error, name) }
    }

    /// A field that must not be sent: the response becomes a 500, unless it fails otherwise first.
    final func refuse(_ error: HTTPFieldError, _ what: String) {
        settings.logger.error(
            "a response field can't be sent",
            metadata: ["handler": "\(type(of: self))", "field": "\(what)", "reason": "\(error.reason)"])
        refusal = error
    }

    /// Takes every field of that name away (Tornado: `clear_header`).
    public final func clearHeader(_ name: String) {
        guard isHeadOpen("clearHeader") else { return }
        responseHead.fields.remove(name)
    }

    /// The fields of the response so far. Cookies are not among them before it is sent.
    public final var responseHeaders: HTTPFields { responseHead.fields }

    /// Forgets status, fields and what was written, as if the handler had just begun (Tornado: `clear`). Cookies stay.
    public final func clear() {
        guard isHeadOpen("clear") else { return }
        responseHead = Self.usualHead
        refusal = nil
        chunk.clear()
        setDefaultHeaders()
    }

    /// What a response says unless the handler does.
    static let usualHead = ResponseHead(fields: ["Content-Type": "text/html; charset=UTF-8"])

    /// Whether the head can still be changed; a line in the log when not.
    final func isHeadOpen(_ action: StaticString) -> Bool {
        if case .open = progress { return true }
        settings.logger.error(
            "\(action) after the head of the response was sent; it has no effect",
            metadata: ["handler": "\(type(of: self))", "uri": "\(request.uri)"])
        return false
    }
}
