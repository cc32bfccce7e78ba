import Testing

@testable import CrosswindCLI

@Suite struct WorkerRollTests {
    @Test func orphansAreThoseWhoseParentIsGone() throws {
        let roll = try WorkerRoll()
        #expect(roll.orphans(besides: []).isEmpty)
        roll.enter(pid: 11, of: 1)
        roll.enter(pid: 12, of: 1)
        roll.enter(pid: 21, of: 2)
        #expect(roll.orphans(besides: [1, 2]).isEmpty)
        #expect(roll.orphans(besides: [2]) == [11, 12])
        roll.leave(pid: 11)
        roll.leave(pid: 99)
        #expect(roll.orphans(besides: [2]) == [12])
        roll.enter(pid: 22, of: 2)
        #expect(Set(roll.orphans(besides: [])) == [12, 21, 22])
    }

    /// Places are taken again, so that it lasts for a server's life; more than there are find none.
    @Test func placesComeBack() throws {
        let roll = try WorkerRoll()
        for pid in 1...Int32(3 * WorkerRoll.places) {
            roll.enter(pid: pid, of: 4_194_303)
            #expect(roll.orphans(besides: []) == [pid])
            roll.leave(pid: pid)
        }
        for pid in 1...Int32(WorkerRoll.places + 5) { roll.enter(pid: pid, of: 1) }
        #expect(roll.orphans(besides: []).count == WorkerRoll.places)
    }
}
