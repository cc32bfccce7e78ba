/// What a Django session holds (`request.session`), wherever it is kept.
///
/// ```swift
/// session["theme"] = "dark"
/// session.userID          // "7": somebody logged in; see `verifiedUserID` before you believe it
/// ```
public struct DjangoSession: Sendable, Equatable {
    /// All entries in order.
    public var values: OrderedObject<JSONValue>

    /// A session with these entries.
    public init(_ values: OrderedObject<JSONValue> = [:]) { self.values = values }

    /// - Throws: `SecurityError.badPayload` unless `json` is an object.
    init(json: JSONValue) throws(SecurityError) {
        guard let values = json.object else { throw .badPayload }
        self.values = values
    }

    /// The entry `key`; `nil` removes it.
    public subscript(key: String) -> JSONValue? {
        get { values[key] }
        set { values[key] = newValue }
    }

    /// Whether there are no entries. Django deletes the cookie of such a session.
    public var isEmpty: Bool { values.isEmpty }

    /// The primary key of the user who logged in, as text.
    public var userID: String? { self["_auth_user_id"]?.string }

    /// The authentication backend by which they did, a dotted name.
    public var authBackend: String? { self["_auth_user_backend"]?.string }

    /// Seconds of inactivity after which this session ends, if it has an age of its own (`set_expiry`). 0: when the
    /// browser closes. A date of its own stands as text in `_session_expiry` and gives `nil` here.
    public var expiryAge: Int64? { self["_session_expiry"]?.int }

    /// The CSRF secret of sites with `CSRF_USE_SESSIONS`.
    public var csrfSecret: DjangoCSRFSecret? {
        self["_csrftoken"]?.string.flatMap { DjangoCSRFSecret(decoding: $0) }
    }
}
