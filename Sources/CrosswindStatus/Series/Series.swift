import CrosswindThreads

/// What the program itself counts, by swift-metrics: series under names that all processes share, with their values.
///
/// Totals and distributions have one value, to which all processes add; so none falls when a process ends. A gauge says how it
/// is in one process, and has a value in the slot of each.
struct Series {
    /// Series at most; further ones count nothing. Labels are the program's choice, and so may have no end.
    static let most = 1000
    private static let nameSize = 64
    private static let valueSize = 24
    private static let values = 8 + most * nameSize
    static let size = values + most * valueSize

    /// What a series is. The numbers are the kinds that ``SharedNames`` keeps.
    enum Kind: UInt32 {
        /// A total of whole numbers.
        case counter = 1
        /// A total of any numbers.
        case decimalCounter
        /// How it is now.
        case gauge
        /// How many there were and what they add up to.
        case summary
        /// A histogram of nanoseconds.
        case timer
    }

    let words: SharedWords
    private let names: SharedNames
    private var refusedPlace: Int { Scoreboard.Place.series }

    init(_ words: SharedWords) {
        self.words = words
        names = SharedNames(
            words: words, base: Scoreboard.Place.series + 8, count: Self.most, entrySize: Self.nameSize)
    }

    /// A series, new or not; nil when there are too many, or its name and labels are too long, and counted then.
    func index(of name: SeriesName, _ kind: Kind) -> Int? {
        if let found = names.index(of: name.key, kind: kind.rawValue) { return found }
        words.add(1, at: refusedPlace)
        return nil
    }

    /// How often somebody wanted a series and got none.
    var refused: UInt64 { words[refusedPlace] }

    /// Where a series' value is: a number, or a histogram as ``HistogramReading`` has it.
    func place(_ index: Int) -> Int { Scoreboard.Place.series + Self.values + index * Self.valueSize }

    var all: [(index: Int, name: SeriesName, kind: Kind)] {
        names.all.compactMap { index, key, kind in
            guard let kind = Kind(rawValue: kind), let name = SeriesName(key: key) else { return nil }
            return (index, name, kind)
        }
    }

    /// The process whose slot it was has ended.
    func forgetGauges(at slot: Int) {
        for (index, _, kind) in names.all where kind == Kind.gauge.rawValue {
            words[slot + SlotLayout.gauges + index] = GaugeWord.unset
        }
    }
}

/// How a gauge's number lies in a word of memory that is 0 at first: moved by one, so that 0 is not a number yet.
enum GaugeWord {
    static let unset: UInt64 = 0

    static func word(_ value: Double) -> UInt64 { value.bitPattern &+ 1 }

    static func value(_ word: UInt64) -> Double? { word == unset ? nil : Double(bitPattern: word &- 1) }
}

extension SharedWords {
    /// Adds to a number that is kept as its bits.
    func add(_ value: Double, toDoubleAt index: Int) {
        var old = self[index]
        while !exchange(old, for: (Double(bitPattern: old) + value).bitPattern, at: index) { old = self[index] }
    }

    /// Adds to a gauge, which begins at 0.
    func add(_ value: Double, toGaugeAt index: Int) {
        var old = self[index]
        while !exchange(old, for: GaugeWord.word((GaugeWord.value(old) ?? 0) + value), at: index) { old = self[index] }
    }
}
