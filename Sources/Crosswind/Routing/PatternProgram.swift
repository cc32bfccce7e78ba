/// The general matcher of routes: a pattern as instructions, run for all alternatives at once (Thompson's and Pike's
/// construction), so that a path of n bytes costs n × the pattern's size at most, whatever the pattern. A backtracking
/// engine would let a client choose a path that takes seconds.
struct PatternProgram: Sendable {
    private enum Step: Sendable {
        case bytes(ByteSet)
        case split(Int, Int)
        case jump(Int)
        case save(Int)
        case match
    }

    private var steps: [Step] = []
    let slotCount: Int

    /// A program of more steps than this is refused: nested repetitions multiply.
    static let mostSteps = 20_000

    /// Nil when the pattern is too large.
    init?(_ node: PatternNode, groupCount: Int) {
        slotCount = groupCount * 2
        guard compile(node) else { return nil }
        steps.append(.match)
    }

    private mutating func compile(_ node: PatternNode) -> Bool {
        guard steps.count < Self.mostSteps else { return false }
        switch node {
        case .empty: break
        case .bytes(let set): steps.append(.bytes(set))
        case .sequence(let parts): return parts.allSatisfy { compile($0) }
        case .capture(let inside, let index):
            steps.append(.save(index * 2))
            guard compile(inside) else { return false }
            steps.append(.save(index * 2 + 1))
        case .choice(let branches):
            var jumps: [Int] = []
            for (number, branch) in branches.enumerated() {
                let split = steps.count
                let isLast = number == branches.count - 1
                if !isLast { steps.append(.split(0, 0)) }
                guard compile(branch) else { return false }
                guard !isLast else { break }
                jumps.append(steps.count)
                steps.append(.jump(0))
                steps[split] = .split(split + 1, steps.count)
            }
            for jump in jumps { steps[jump] = .jump(steps.count) }
        case .repeated(let inside, let minimum, let maximum, let isGreedy):
            for _ in 0..<minimum { guard compile(inside) else { return false } }
            if let maximum {
                var splits: [Int] = []
                for _ in minimum..<maximum {
                    splits.append(steps.count)
                    steps.append(.split(0, 0))
                    guard compile(inside) else { return false }
                }
                for split in splits { steps[split] = fork(split + 1, steps.count, isGreedy) }
            } else {
                let split = steps.count
                steps.append(.split(0, 0))
                guard compile(inside) else { return false }
                steps.append(.jump(split))
                steps[split] = fork(split + 1, steps.count, isGreedy)
            }
        }
        return true
    }

    private func fork(_ inside: Int, _ after: Int, _ isGreedy: Bool) -> Step {
        isGreedy ? .split(inside, after) : .split(after, inside)
    }

    private struct Threads {
        var entries: [(step: Int, slots: [Int])] = []
        var marks: [Int]
        init(_ count: Int) { marks = Array(repeating: -1, count: count) }
    }

    /// The groups of the first alternative, in the pattern's order of preference, that matches all of `path`: two slots
    /// each, -1 where a group took no part.
    func match(_ path: UnsafeRawBufferPointer) -> [Int]? {
        var current = Threads(steps.count)
        var next = Threads(steps.count)
        add(0, Array(repeating: -1, count: slotCount), at: 0, to: &current)
        for at in 0..<path.count {
            next.entries.removeAll(keepingCapacity: true)
            for (step, slots) in current.entries {
                if case .bytes(let set) = steps[step], set.contains(path[at]) {
                    add(step + 1, slots, at: at + 1, to: &next)
                }
            }
            if next.entries.isEmpty { return nil }
            swap(&current, &next)
        }
        for (step, slots) in current.entries {
            if case .match = steps[step] { return slots }
        }
        return nil
    }

    /// Follows everything that takes no byte; iteratively, so that a long pattern needs no deep stack.
    private func add(_ start: Int, _ slots: [Int], at position: Int, to threads: inout Threads) {
        var waiting: [(Int, [Int])] = [(start, slots)]
        while let (step, slots) = waiting.popLast() {
            guard threads.marks[step] != position else { continue }
            threads.marks[step] = position
            switch steps[step] {
            case .jump(let target): waiting.append((target, slots))
            case .split(let first, let second):
                waiting.append((second, slots))
                waiting.append((first, slots))
            case .save(let slot):
                var changed = slots
                changed[slot] = position
                waiting.append((step + 1, changed))
            case .bytes, .match: threads.entries.append((step, slots))
            }
        }
    }
}
