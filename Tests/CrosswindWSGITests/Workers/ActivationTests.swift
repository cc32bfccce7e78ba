import Testing

@testable import CrosswindWSGI

/// The state machine, rule by rule. Times are nanoseconds from an arbitrary start.
@Suite struct ActivationTests {
    private static let start: UInt64 = 1_000_000_000
    private static let millisecond: UInt64 = 1_000_000

    /// `count` workers, all asleep.
    private func asleep(_ count: Int) -> Activation {
        var activation = Activation(workers: count, switchInterval: 5 * Self.millisecond)
        for worker in 0..<count { activation.slept(worker) }
        return activation
    }

    /// The same with the latest to fall asleep in a request since the start.
    private func running(_ count: Int) -> (Activation, drainer: Int) {
        var activation = asleep(count)
        let drainer = activation.pick(now: Self.start) ?? -1
        holds(activation.arrived(drainer, attaching: 1000, now: Self.start))
        activation.began(drainer, now: Self.start)
        return (activation, drainer)
    }

    /// What changes the machine can't stand inside the macro.
    private func holds(_ condition: Bool, _ location: SourceLocation = #_sourceLocation) {
        #expect(condition, sourceLocation: location)
    }

    @Test func theLatestToFallAsleepIsWoken() {
        var activation = asleep(3)
        holds(activation.pick(now: Self.start) == 2)
        #expect(activation.idle == [0, 1])
    }

    @Test func oneAtATime() {
        var activation = asleep(3)
        holds(activation.pick(now: Self.start) != nil)
        #expect(activation.isWaking)
        holds(activation.pick(now: Self.start + 10 * Self.millisecond) == nil)
    }

    @Test func nobodyIsThere() {
        var activation = Activation(workers: 1, switchInterval: 5 * Self.millisecond)
        holds(activation.pick(now: Self.start) == nil)
    }

    @Test func aQuickDrainerIsLeftAlone() {
        var (activation, drainer) = running(2)
        #expect(activation.drainer == drainer)
        holds(activation.pick(now: Self.start + Activation.stuckAfter) == nil)
    }

    @Test func aStuckDrainerGetsCompany() {
        var (activation, _) = running(2)
        holds(activation.pick(now: Self.start + Activation.stuckAfter + 1) == 0)
    }

    /// Who attached at once found the GIL free: the drainer waits for something, and apps like that get threads eagerly.
    @Test func blockingIsLearnt() {
        var (activation, _) = running(4)
        let later = Self.start + 2 * Self.millisecond
        let second = activation.pick(now: later) ?? -1
        holds(activation.arrived(second, attaching: 50_000, now: later))
        #expect(activation.score == Activation.reward)
        #expect(activation.drainer == second)
        activation.began(second, now: later)
        // The next one doesn't have to wait until this one counts as stuck.
        holds(activation.pick(now: later + 1000) != nil)
    }

    /// Who had to wait for the GIL met one that computes: no reason to fight over it, unless it takes long.
    @Test func computingIsLearnt() {
        var (activation, _) = running(3)
        let later = Self.start + 2 * Self.millisecond
        let second = activation.pick(now: later) ?? -1
        // The drainer is in another request by now.
        activation.began(2, now: later + 5 * Self.millisecond)
        holds(!activation.arrived(second, attaching: 5 * Self.millisecond, now: later + 5 * Self.millisecond))
        activation.slept(second)
        #expect(activation.score == 0)
        let third = activation.pick(now: later + 7 * Self.millisecond) ?? -1
        holds(activation.arrived(third, attaching: 5 * Self.millisecond, now: later + 12 * Self.millisecond))
    }

    @Test func theScoreHasBounds() {
        var activation = asleep(20)
        var now = Self.start
        for _ in 0..<15 {
            now += 2 * Self.millisecond
            guard let worker = activation.pick(now: now) else { continue }
            holds(activation.arrived(worker, attaching: 1000, now: now))
            activation.began(worker, now: now)
        }
        #expect(activation.score == Activation.ceiling)
    }

    /// Waits shorter than "stuck" are found by a probe now and then, ever more rarely.
    @Test func probes() {
        var (activation, drainer) = running(2)
        var now = Self.start
        // Requests of 800 µs.
        for _ in 0..<50 {
            now += 800_000
            holds(activation.returned(drainer, now: now))
            activation.began(drainer, now: now)
        }
        var found: [UInt64] = []
        for _ in 0..<20_000 {
            if let worker = activation.pick(now: now + 500_000) {
                found.append(now)
                holds(!activation.arrived(worker, attaching: 5 * Self.millisecond, now: now + 500_000))
                activation.slept(worker)
            }
            now += 800_000
            holds(activation.returned(drainer, now: now))
            activation.began(drainer, now: now)
        }
        let gaps = zip(found.dropFirst(), found).map { $0 - $1 }
        #expect(gaps.count >= 8)
        #expect(zip(gaps.dropFirst(), gaps).allSatisfy { $0 + Self.millisecond >= $1 })
        #expect(gaps.allSatisfy { $0 <= Activation.probeGap.last + Self.millisecond })
    }

    /// One that comes back while another drains goes to sleep, unless that one is of no use.
    @Test func returners() {
        var (activation, first) = running(3)
        let later = Self.start + 10 * Self.millisecond
        let second = activation.pick(now: later) ?? -1
        holds(activation.arrived(second, attaching: 5 * Self.millisecond, now: later))
        activation.began(second, now: later)
        // The new drainer has finished nothing so far: better take it back.
        holds(activation.returned(first, now: later + 1000))
        #expect(activation.drainer == first)
        activation.began(first, now: later + 1000)
        holds(activation.returned(first, now: later + 2000))
        activation.began(first, now: later + 2000)
        // It has, and is quick: the other one goes to sleep.
        holds(!activation.returned(second, now: later + 3000))
        activation.slept(second)
        #expect(activation.drainer == first)
        #expect(activation.idle.contains(second))
    }

    @Test func theRoleIsGivenUpAsleep() {
        var (activation, drainer) = running(2)
        holds(activation.returned(drainer, now: Self.start + 1000))
        activation.slept(drainer)
        #expect(activation.drainer == nil)
        holds(activation.pick(now: Self.start + 1001) == drainer)
    }

    @Test func exhaustion() {
        var (activation, _) = running(1)
        #expect(activation.isExhausted)
        holds(activation.pick(now: Self.start + 100 * Self.millisecond) == nil)
    }

    // MARK: random walks

    /// Whatever the apps do, every request is run, and the books stay right.
    @Test(arguments: 0..<40 as Range<UInt64>) func everyRequestIsRun(_ seed: UInt64) {
        var walk = ActivationWalk(seed: seed)
        walk.run(requests: 400)
        #expect(walk.finished == 400, "seed \(seed): \(walk.finished) of 400 by \(walk.now)")
        #expect(walk.failures == [], "seed \(seed)")
    }
}
