import Crosswind

final class GreetingHandler: RequestHandler {
    override func get() async throws {
        let name = try signedCookie("name") ?? "stranger"
        write(
            """
            <p>Hello, \(Escape.xhtmlEscape(name))</p>
            <form method="post">\(xsrfFormHTML())<input name="name"><button>That's me</button></form>
            """)
    }

    override func post() async throws {
        try setSignedCookie("name", argument("name"))
        redirect("/", status: 303)
    }
}

var settings = Settings()
settings.cookieSecret = "32 random bytes, from your configuration"
settings.xsrfCookies = true
let application = try Application([.route("/", GreetingHandler.self)], settings: settings)
try application.listen(8888)
IOLoop.current.start()
