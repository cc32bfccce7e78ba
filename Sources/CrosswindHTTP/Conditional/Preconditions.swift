/// The conditions that a request sets (RFC 9110 §13), and what follows from them.
///
/// Most requests set none, and then nothing is allocated.
public struct Preconditions: Sendable, Equatable {
    /// What to answer.
    public enum Verdict: Sendable {
        /// As if there were no conditions.
        case proceed
        /// 304, without a body; the client's copy is good.
        case notModified
        /// 412; what the client wants to change is not what it believes it is.
        case preconditionFailed
    }

    /// `If-Match`, several lines joined by commas.
    public var ifMatch: String?
    /// `If-None-Match`, several lines joined by commas.
    public var ifNoneMatch: String?
    /// `If-Modified-Since`.
    public var ifModifiedSince: String?
    /// `If-Unmodified-Since`.
    public var ifUnmodifiedSince: String?
    /// `If-Range`.
    public var ifRange: String?
    /// `Range`; more than one line is none, since nobody can know which is meant.
    public var range: String?

    /// No conditions.
    public init() {}

    /// Those of a list of fields.
    public init(_ fields: HTTPFields) {
        ifMatch = fields["If-Match"]
        ifNoneMatch = fields["If-None-Match"]
        ifModifiedSince = fields["If-Modified-Since"]
        ifUnmodifiedSince = fields["If-Unmodified-Since"]
        ifRange = fields["If-Range"]
        range = fields["Range"]
    }

    /// Those of a parsed head.
    public init(_ head: RequestHead) {
        func joined(_ known: KnownField) -> String? {
            guard head.has(known) else { return nil }
            var result: String?
            for index in 0..<head.fieldCount where head[field: index].known == known {
                let value = Octets(head.slice(head[field: index].value))
                let text = value.latin1(value.whole)
                result = result.map { $0 + "," + text } ?? text
            }
            return result
        }
        ifMatch = joined(.ifMatch)
        ifNoneMatch = joined(.ifNoneMatch)
        ifModifiedSince = joined(.ifModifiedSince)
        ifUnmodifiedSince = joined(.ifUnmodifiedSince)
        ifRange = joined(.ifRange)
        range = joined(.range)
    }

    /// Whether there is no condition (a range alone is none).
    public var isEmpty: Bool {
        ifMatch == nil && ifNoneMatch == nil && ifModifiedSince == nil && ifUnmodifiedSince == nil
    }

    /// What follows for a representation with these validators, in the order of RFC 9110 §13.2.2.
    ///
    /// - isRead: Whether the method is GET or HEAD: only those can be answered by 304.
    /// - etag: The representation's tag; nil when it has none, or does not exist (`exists` tells).
    /// - lastModified: When it last changed; nil when unknown.
    /// - exists: Whether there is a representation; `If-Match: *` and `If-None-Match: *` ask for that.
    /// - now: Seconds since 1970, for the century of dates that say none.
    ///
    /// A date that cannot be read is no condition. `If-None-Match`, when there, makes `If-Modified-Since` void.
    public func verdict(
        isRead: Bool, etag: EntityTag?, lastModified: HTTPDate?, exists: Bool = true, now: Int64
    ) -> Verdict {
        if let ifMatch {
            let list = EntityTagList(ifMatch)
            guard list.isAny ? exists : list.matchesStrongly(etag) else { return .preconditionFailed }
        } else if let text = ifUnmodifiedSince, let lastModified, let date = HTTPDate(text, now: now),
            lastModified > date
        {
            return .preconditionFailed
        }
        if let ifNoneMatch, !ifNoneMatch.isEmpty {
            let list = EntityTagList(ifNoneMatch)
            if list.isAny ? exists : list.matchesWeakly(etag) { return isRead ? .notModified : .preconditionFailed }
        } else if isRead, let text = ifModifiedSince, let lastModified, let date = HTTPDate(text, now: now),
            lastModified <= date
        {
            return .notModified
        }
        return .proceed
    }

    /// Whether the range still applies: no `If-Range`, or one that names exactly this representation by a strong tag or
    /// by its date (RFC 9110 §13.1.5). Otherwise the client's part is of something older, and gets the whole.
    public func allowsRange(etag: EntityTag?, lastModified: HTTPDate?, now: Int64) -> Bool {
        guard let ifRange else { return true }
        if let tag = EntityTag(parsing: ifRange) { return etag.map { $0.matchesStrongly(tag) } ?? false }
        guard let date = HTTPDate(ifRange, now: now) else { return false }
        return date == lastModified
    }
}
