/// Finds what a misspelt name was meant to be.
enum NearestName {
    /// The candidate with the fewest letters to change, insert, leave out or swap; nil when none is near: not more than a third
    /// of the letters, and three at most. A candidate that the name begins or that begins it is near too.
    static func find(_ name: String, in candidates: [String]) -> String? {
        let letters = Array(name.utf8.prefix(64))
        guard letters.count > 1 else { return nil }
        var best: (name: String, distance: Int)?
        for candidate in candidates {
            let found = distance(letters, Array(candidate.utf8))
            let isPart = candidate.hasPrefix(name) || name.hasPrefix(candidate)
            let limit = isPart && min(letters.count, candidate.utf8.count) > 3 ? 64 : min(3, max(1, letters.count / 3))
            if found <= limit, found < best?.distance ?? .max { best = (candidate, found) }
        }
        return best?.name
    }

    /// Damerau and Levenshtein's, without changes to what was swapped.
    static func distance(_ one: [UInt8], _ other: [UInt8]) -> Int {
        var older: [Int] = []
        var above = Array(0...other.count)
        for (row, letter) in one.enumerated() {
            var line = [row + 1]
            for (column, its) in other.enumerated() {
                var least = min(above[column + 1], line[column]) + 1
                least = min(least, above[column] + (letter == its ? 0 : 1))
                if row > 0, column > 0, letter == other[column - 1], one[row - 1] == its {
                    least = min(least, older[column - 1] + 1)
                }
                line.append(least)
            }
            (older, above) = (above, line)
        }
        return above[other.count]
    }
}
