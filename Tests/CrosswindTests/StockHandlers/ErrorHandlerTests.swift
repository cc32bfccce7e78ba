import Crosswind
import CrosswindTesting
import Testing

@Suite struct ErrorHandlerTests {
    @Test("Every method has the same answer, and no token is asked for")
    func everyMethod() async throws {
        var settings = quiet()
        settings.xsrfCookies = true
        settings.crossOriginProtection = true
        let app = try Application(
            [.error("/gone/.*", status: 410), .error("/private", status: 403)], settings: settings)
        await app.test { client in
            for method in ["GET", "HEAD", "POST", "PUT", "DELETE", "BREW"] {
                let fields: HTTPFields = ["Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"]
                #expect(await client.request(method, "/gone/x", headers: fields).status == 410)
                #expect(await client.request(method, "/private", headers: fields).status == 403)
                // What no route matches is no different.
                #expect(await client.request(method, "/nowhere", headers: fields).status == 404)
            }
            #expect(await client.get("/gone/x").text.contains("410: Gone"))
        }
    }
}
