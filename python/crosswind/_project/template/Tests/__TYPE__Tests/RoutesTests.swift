import Crosswind
import CrosswindTesting
import Testing
import __TYPE__

@Test func helloWorld() async throws {
    let application = try Application(Routes.all)
    await application.test { client in
        let response = await client.get("/")
        #expect(response.status == 200)
        #expect(response.text == "Hello, world")
    }
}
