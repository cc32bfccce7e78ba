import Crosswind
import CrosswindSecurity

final class UnsubscribeHandler: RequestHandler {
    // In Django: signing.dumps({"user": 7}, salt="unsubscribe")
    override func get() async throws {
        let text = try argument("token")
        guard let value = try? DjangoSigning.loads(text, keys: keys, salt: "unsubscribe", maxAge: 86_400),
            let user = value["user"]?.int
        else { throw HTTPError(403, "no token of ours") }
        write("user \(user)")
    }
}
