import Testing

@testable import CrosswindCLI

@Suite struct ConfigurationPlaceTests {
    @Test func laterOnesGoFirst() throws {
        let places = try ConfigurationPlace.named(["a.toml", "file:/etc/b.toml", "sub/pyproject.toml"], in: "/srv")
        #expect(places.map(\.path) == ["/srv/sub/pyproject.toml", "/etc/b.toml", "/srv/a.toml"])
        #expect(places.map(\.kind) == [.pyproject, .toml, .toml])
        #expect(places.map(\.shown) == ["sub/pyproject.toml", "/etc/b.toml", "a.toml"])
    }

    @Test func othersAreRefused() {
        #expect(throws: UsageError.self) { try ConfigurationPlace.named(["a.yaml"], in: "/srv") }
        #expect(throws: UsageError.self) { try ConfigurationPlace.named(["off", "a.toml"], in: "/srv") }
    }
}
