import Testing

@testable import CrosswindServer

@Suite struct AcceptSharesTests {
    @Test(arguments: [
        (0, 0, false), (2, 0, false), (3, 0, true), (3, 1, false), (4, 1, true), (12, 8, false), (13, 8, true),
        (102, 80, false), (103, 80, true),
    ])
    func aheadByMoreThanAQuarter(mine: Int, others: Int, isAhead: Bool) throws {
        let shares = try AcceptShares()
        let (one, two) = (try #require(shares.take(pid: 1)), try #require(shares.take(pid: 2)))
        one.accepts(true)
        two.accepts(true)
        one.connectionsChanged(mine)
        two.connectionsChanged(others)
        #expect(one.isAhead == isAhead)
        #expect(!two.isAhead)
        one.connectionsChanged(-mine)
        #expect(!one.isAhead)
    }

    /// Not all leave connections to each other at once.
    @Test func onlyOneOfTwoWaits() throws {
        let shares = try AcceptShares()
        let (one, two) = (try #require(shares.take(pid: 1)), try #require(shares.take(pid: 2)))
        one.accepts(true)
        two.accepts(true)
        one.connectionsChanged(4)
        #expect(one.isAhead)
        one.waits()
        #expect(!one.hasWaited)
        one.connectionsChanged(-4)
        two.connectionsChanged(4)
        #expect(one.hasWaited)
        #expect(!two.isAhead)
        one.accepts(true)
        #expect(two.isAhead)
        #expect(!one.hasWaited)
    }

    /// Alone, beside one that does not accept, and beside one that is gone, nobody waits.
    @Test func onlyOfThoseThatAccept() throws {
        let shares = try AcceptShares()
        let one = try #require(shares.take(pid: 1))
        one.accepts(true)
        one.connectionsChanged(9)
        #expect(!one.isAhead)
        let two = try #require(shares.take(pid: 2))
        #expect(!one.isAhead)
        two.accepts(true)
        #expect(one.isAhead)
        two.accepts(false)
        #expect(!one.isAhead)
        two.accepts(true)
        shares.vacate(pid: 2)
        #expect(!one.isAhead)
    }

    /// A successor begins with nothing.
    @Test func aPlaceIsUsedAgain() throws {
        let shares = try AcceptShares()
        let one = try #require(shares.take(pid: 1))
        one.connectionsChanged(5)
        shares.vacate(pid: 1)
        let next = try #require(shares.take(pid: 2))
        #expect(next.place == one.place)
        let other = try #require(shares.take(pid: 3))
        other.accepts(true)
        #expect(!next.isAhead)
    }

    @Test func asManyAsThereArePlaces() throws {
        let shares = try AcceptShares()
        for pid in 1...AcceptShares.places { #expect(shares.take(pid: Int32(pid)) != nil) }
        #expect(shares.take(pid: 9999) == nil)
        shares.vacate(pid: 77)
        #expect(shares.take(pid: 9999)?.place == 76)
    }

    /// The grudge passes, so that who was only slow is not left out for ever.
    @Test func lateForASecond() throws {
        let shares = try AcceptShares()
        let (one, two) = (try #require(shares.take(pid: 1)), try #require(shares.take(pid: 2)))
        two.accepts(true)
        one.connectionsChanged(4)
        shares.othersAreLate(one.place, at: 1000)
        #expect(!shares.isAhead(one.place, at: 1001))
        #expect(!shares.isAhead(one.place, at: 1000 + AcceptShares.grudge))
        #expect(shares.isAhead(one.place, at: 1001 + AcceptShares.grudge))
    }
}
