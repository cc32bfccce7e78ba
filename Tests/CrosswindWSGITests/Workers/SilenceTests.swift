import Testing

@testable import CrosswindWSGI

/// How long an application has done nothing.
@Suite struct SilenceTests {
    private final class Owner {}

    @Test func onlyWhoStaysWhereItWas() throws {
        let owner = Owner()
        try withExtendedLifetime(owner) {
            let turn = ResponseTurn()
            turn.belongs(to: owner)
            defer { turn.leave() }
            var silence = Silence()
            let token = turn.begin()
            turn.open()
            let first = try #require(turn.look())
            #expect(silence.seen(0, at: first, now: 1000, limit: 100) == nil)
            #expect(silence.seen(0, at: turn.look(), now: 1099, limit: 100) == nil)
            // Another worker's time is its own.
            #expect(silence.seen(1, at: turn.look(), now: 1100, limit: 100) == nil)
            #expect(silence.seen(0, at: turn.look(), now: 1100, limit: 100) == first)
            // Another step begins anew, as does time outside the application.
            #expect(turn.close(token) == .closed)
            #expect(silence.seen(0, at: turn.look(), now: 1200, limit: 100) == nil)
            turn.open()
            #expect(silence.seen(0, at: turn.look(), now: 1250, limit: 100) == nil)
            #expect(silence.seen(0, at: turn.look(), now: 1349, limit: 100) == nil)
            #expect(silence.seen(0, at: turn.look(), now: 1350, limit: 100) != nil)
            #expect(turn.close(token) == .closed)
        }
    }
}
