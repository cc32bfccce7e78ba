import CrosswindServer
import CrosswindThreads
import Synchronization

/// The routes that requests are counted by, under numbers that all processes share.
///
/// Their number is bounded: past it they are counted together, as `other`. No client makes up one of them, but an
/// application may have more than anybody wants to look at.
struct Routes {
    /// Routes with a number of their own.
    static let most = 127
    /// The number of all further ones.
    static let other = most
    private static let nameSize = 32
    static let size = most * nameSize

    private let names: SharedNames

    init(_ words: SharedWords) {
        names = SharedNames(words: words, base: Scoreboard.Place.routes, count: Self.most, entrySize: Self.nameSize)
    }

    /// The number of a route; a text that is too long is cut.
    func number(of text: String) -> Int {
        names.index(of: text.utf8.count <= names.longest ? text : cut(text)) ?? Self.other
    }

    private func cut(_ text: String) -> String {
        var kept = text[...]
        while kept.utf8.count > names.longest - 3 { kept.removeLast() }
        return kept + "…"
    }

    /// Each text with the numbers it has, in the order in which they came.
    var all: [(text: String, numbers: [Int])] {
        var found: [(text: String, numbers: [Int])] = []
        for (number, text, _) in names.all {
            if let known = found.firstIndex(where: { $0.text == text }) {
                found[known].numbers.append(number)
            } else {
                found.append((text, [number]))
            }
        }
        if names.isFull { found.append(("other", [Self.other])) }
        return found
    }
}

extension Scoreboard {
    /// The number of a route, which the label keeps: finding it by its text takes a search.
    @inline(__always)
    func number(of route: RouteLabel) -> Int {
        let known = route.place.load(ordering: .relaxed)
        return known >> 32 == serial ? Int(known & 0xffff_ffff) : register(route)
    }

    @inline(never)
    private func register(_ route: RouteLabel) -> Int {
        let number = routes.number(of: route.text)
        route.place.store(serial << 32 | UInt64(number), ordering: .relaxed)
        return number
    }
}
