extension HTTPDate {
    /// The IMF-fixdate, `Sun, 06 Nov 1994 08:49:37 GMT`. Tornado's `format_timestamp`.
    public var text: String {
        String(unsafeUninitializedCapacity: HTTPDate.byteCount) { place in
            guard let base = place.baseAddress else { return 0 }
            write(to: UnsafeMutableRawPointer(base))
            return HTTPDate.byteCount
        }
    }

    /// Parses text as `init(_:now:)` parses bytes.
    public init?(_ text: String, now: Int64) {
        guard let date = text.withOctets({ HTTPDate($0.slice($0.whole), now: now) }) else { return nil }
        self = date
    }
}
