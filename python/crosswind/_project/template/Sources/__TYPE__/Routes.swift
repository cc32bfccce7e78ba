public import Crosswind

final class MainHandler: RequestHandler {
    override func get() async throws { write("Hello, world") }
}

/// What the application answers, wherever it runs.
public enum Routes {
    /// In the order in which they are asked.
    public static var all: [Route] { [.route("/", MainHandler.self)] }
}
