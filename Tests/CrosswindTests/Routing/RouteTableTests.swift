import Crosswind
import CrosswindTesting
import Testing

@Suite struct RouteTableTests {
    /// Ten thousand patterns of the kinds that sites have, some of them hiding others.
    private static func pattern(_ number: Int) -> String {
        switch number % 10 {
        case 0: "/section\(number / 10)"
        case 1: "/section\(number / 10)/"
        case 2: "/section\(number / 10)/([0-9]+)"
        case 3: "/section\(number / 10)/(?P<slug>[a-z]+)/edit"
        case 4: "/section\(number / 10)/(.*)\\.html"
        // A short literal beginning: tried for nearly every path.
        case 5 where number % 1000 == 5: "/s(?:ection\(number / 10)|\(number / 10))/x"
        case 5: "/section\(number / 10)/x"
        case 6: "/api/v[12]/thing\(number / 10)"
        case 7: "/api/v1/thing\(number / 10)/(\\d+)"
        case 8: "/section\(number / 10)/[0-9]{2}"
        default: "/section\(number / 10)/.*"
        }
    }

    @Test("Ten thousand routes: the first that matches answers, wherever it stands")
    func large() async throws {
        let count = 10_000
        let routes = (0..<count).map { number in
            Route.route(Self.pattern(number), Named.self) { $0.name = "\(number)" }
        }
        let app = try Application(routes + [.route("/.*", Named.self) { $0.name = "last" }], settings: .quiet)
        await app.test { client in
            func ask(_ path: String, _ expected: String) async {
                let text = await client.get(path).text
                if text != expected { Issue.record("\(path): \(text) instead of \(expected)") }
            }
            for section in stride(from: 0, to: count / 10, by: 50) {
                let base = section * 10
                await ask("/section\(section)", "\(base)")
                await ask("/section\(section)/", "\(base + 1)")
                await ask("/section\(section)/7", "\(base + 2)")
                await ask("/section\(section)/abc/edit", "\(base + 3)")
                await ask("/section\(section)/a/b.html", "\(base + 4)")
                await ask("/section\(section)/x", "\(base + 5)")
                await ask("/s\(section)/x", section % 100 == 0 ? "\(base + 5)" : "last")
                await ask("/api/v2/thing\(section)", "\(base + 6)")
                await ask("/api/v1/thing\(section)/3", "\(base + 7)")
                await ask("/section\(section)/77", "\(base + 2)")  // Hidden: 8.
                await ask("/section\(section)/7/7", "\(base + 9)")
                await ask("/section\(section)x", "last")
            }
        }
    }
}
