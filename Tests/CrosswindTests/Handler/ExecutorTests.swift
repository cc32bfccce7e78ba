import Crosswind
import CrosswindTesting
import NIOCore
import Testing

@Suite struct ExecutorTests {
    @Test func givesBackWhatTheWorkReturned() async throws {
        let application = try answering { handler in
            let name = try handler.argument("name")
            handler.write(try await handler.runInExecutor { "Hello, \(name)" })
        }
        await application.test { client in
            #expect(await client.get("/?name=Ada").text == "Hello, Ada")
        }
    }

    @Test func whatItThrowsBecomesTheErrorPage() async throws {
        let application = try answering { handler in
            try await handler.runInExecutor { throw HTTPError(418) }
        }
        await application.test { client in #expect(await client.get("/").status == 418) }
    }
}
