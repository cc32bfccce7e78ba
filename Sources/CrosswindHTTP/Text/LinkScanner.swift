// Tornado finds links with one regular expression. This reads the same language by hand, because that expression looks
// at a run of letters and hyphens again from each place a word begins in it, which `a-a-a-a…` makes quadratic. Here every
// character is looked at a bounded number of times:
//
//     \b( (word-or-hyphen+) : /{1,3}  |  www. )   then one or more of:
//         a run without blanks, ( and ) that ends in something other than punctuation;  ( a run )
//
// where a run holds & only as &amp; or &quot;, since the text is escaped already.

struct LinkScanner {
    struct Link {
        var range: Range<Int>
        /// Nil for `www.`.
        var scheme: Range<Int>?
        /// Slashes behind the colon.
        var slashes: Int
    }

    let scalars: [Unicode.Scalar]

    init(_ text: String) { scalars = Array(text.unicodeScalars) }

    func text(_ range: Range<Int>) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars[range])
        return String(view)
    }

    /// The first link that begins at `start` or later.
    func next(from start: Int) -> Link? {
        var at = start
        while at < scalars.count {
            guard Self.isWord(scalars[at]) || scalars[at] == "-" else {
                at += 1
                continue
            }
            var end = at + 1
            while end < scalars.count, Self.isWord(scalars[end]) || scalars[end] == "-" { end += 1 }
            if let link = link(inRun: at..<end) { return link }
            at = end
        }
        return nil
    }

    /// The link that begins in a run of word characters and hyphens. The scheme would be the run's rest from a place
    /// where a word begins or ends, so the first such place decides for all; `www.` is the run's end.
    private func link(inRun run: Range<Int>) -> Link? {
        guard run.upperBound < scalars.count else { return nil }
        if scalars[run.upperBound] == ":" {
            var start = run.lowerBound
            while start < run.upperBound, !isBoundary(start) { start += 1 }
            guard start < run.upperBound else { return nil }
            var slashes = 0
            var at = run.upperBound + 1
            while slashes < 3, at < scalars.count, scalars[at] == "/" {
                slashes += 1
                at += 1
            }
            // A slash may also be the body's first character.
            while slashes > 0 {
                if let end = body(from: run.upperBound + 1 + slashes) {
                    return Link(range: start..<end, scheme: start..<run.upperBound, slashes: slashes)
                }
                slashes -= 1
            }
            return nil
        }
        let start = run.upperBound - 3
        guard scalars[run.upperBound] == ".", start >= run.lowerBound, isBoundary(start),
            scalars[start..<run.upperBound].allSatisfy({ $0 == "w" }), let end = body(from: run.upperBound + 1)
        else { return nil }
        return Link(range: start..<end, scheme: nil, slashes: 0)
    }

    /// Whether a word begins or ends at `at`.
    private func isBoundary(_ at: Int) -> Bool {
        let before = at > 0 && Self.isWord(scalars[at - 1])
        return before != Self.isWord(scalars[at])
    }

    /// Where the part behind the scheme ends, nil when there is none.
    private func body(from start: Int) -> Int? {
        var at = start
        while at < scalars.count {
            if scalars[at] == "(" {
                let inner = run(from: at + 1)
                guard inner.end < scalars.count, scalars[inner.end] == ")" else { break }
                at = inner.end + 1
            } else {
                guard let last = run(from: at).last else { break }
                at = last + 1
            }
        }
        return at > start ? at : nil
    }

    /// How far a run goes, and its last character that is no punctuation.
    private func run(from start: Int) -> (end: Int, last: Int?) {
        var at = start
        var last: Int?
        while at < scalars.count {
            let scalar = scalars[at]
            if scalar == "&" {
                guard let length = entity(at) else { break }
                at += length
                continue
            }
            if scalar == "(" || scalar == ")" || Self.isSpace(scalar) { break }
            if !Self.isPunctuation(scalar) { last = at }
            at += 1
        }
        return (at, last)
    }

    private func entity(_ at: Int) -> Int? {
        for name in ["&amp;", "&quot;"] where scalars[at...].starts(with: name.unicodeScalars) {
            return name.utf8.count
        }
        return nil
    }
}
