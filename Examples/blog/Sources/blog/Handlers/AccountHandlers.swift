import Crosswind

/// Makes the blog's author, once: whoever comes first.
final class RegisterHandler: BlogHandler {
    override func get() async throws {
        if try await query({ try $0.hasAuthor() }) { throw HTTPError(403, "there is an author already") }
        try render("register.html")
    }

    override func post() async throws {
        let email = try argument("email")
        let name = try argument("name")
        let password = try argument("password", strip: false)
        guard email.contains("@"), !name.isEmpty else { return try refuse("An address and a name, please.") }
        guard 8...1000 ~= password.utf8.count else {
            return try refuse("A password of eight characters or more, please.")
        }
        // Before the work, which anybody could ask for.
        if try await query({ try $0.hasAuthor() }) { throw HTTPError(403, "there is an author already") }
        let kept = try await IOLoop.current.runInExecutor(on: Passwords.executor) { try Passwords.hash(password) }
        let author = try await query { try $0.addFirstAuthor(email: email, name: name, passwordHash: kept) }
        guard let author else { throw HTTPError(403, "there is an author already") }
        try logIn(author)
        redirect(try next(), status: 303)
    }

    private func refuse(_ message: String) throws {
        setStatus(400)
        try render("register.html", ["message": message])
    }
}

/// Logs the author in.
final class LoginHandler: BlogHandler {
    override func get() async throws { try form(nil) }

    override func post() async throws {
        let email = try argument("email")
        let password = try argument("password", strip: false)
        guard password.utf8.count <= 1000 else { throw HTTPError(400, "a password of more than a thousand bytes") }
        let author = try await query { try $0.author(email: email) }
        let isRight = try await IOLoop.current.runInExecutor(on: Passwords.executor) {
            if let author { return try Passwords.verify(password, author.passwordHash) }
            try Passwords.verifyNobody(password)
            return false
        }
        guard let author, isRight else {
            setStatus(403)
            return try form("No author has this address and password.")
        }
        try logIn(author)
        redirect(try next(), status: 303)
    }

    private func form(_ message: String?) throws {
        try render("login.html", ["message": message as Any, "next": try next()])
    }
}

/// Logs the author out; by POST, so that no link or image does.
final class LogoutHandler: BlogHandler {
    override func post() async throws {
        clearCookie(Self.userCookie)
        redirect(try reverseURL("home"), status: 303)
    }
}
