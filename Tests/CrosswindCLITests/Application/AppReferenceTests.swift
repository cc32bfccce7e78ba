import Testing

@testable import CrosswindCLI

@Suite struct AppReferenceTests {
    @Test(arguments: [
        ("app", AppReference.Source.module("app"), [String]()), ("mysite.wsgi", .module("mysite.wsgi"), []),
        ("app:application", .module("app"), ["application"]), ("a.b:c.d", .module("a.b"), ["c", "d"]),
        ("größe:größe", .module("größe"), ["größe"]), ("app.py", .file("app.py"), []),
        ("./x y/app.py:app", .file("./x y/app.py"), ["app"]), ("/srv/a:b/app.py", .file("/srv/a:b/app.py"), []),
        ("/srv/a (1)/app.py", .file("/srv/a (1)/app.py"), []),
        ("/srv/a (1)/app.py:b", .file("/srv/a (1)/app.py"), ["b"]),
        ("/srv/a:b/app.py:c", .file("/srv/a:b/app.py"), ["c"]),
    ])
    func reads(text: String, source: AppReference.Source, attributes: [String]) throws {
        let reference = try AppReference.parse(text)
        #expect(reference == AppReference(source: source, attributes: attributes, call: nil))
        #expect("\(reference)" == text)
    }

    @Test func calls() throws {
        let reference = try AppReference.parse("app:make.site('.py:', debug=True)")
        #expect(reference.attributes == ["make", "site"])
        #expect(reference.call == AppCall(positional: [.string(".py:")], named: [("debug", .boolean(true))]))
        #expect("\(reference)" == "app:make.site(…)")
        #expect(try AppReference.parse("app:create_app()").call == AppCall())
    }

    @Test(arguments: [
        "", ":", ":app", "app:", "a..b", ".a", "a.", "a b", "a-b", "1a", "app:1", "app:a..b", "app:a b", "app:a-b",
        "app:app:app", "app:()", "app:f(", "app:f)", "app:f()()", "app:f().g", "mysite/wsgi", "mysite/", "/", "..",
        ".py",
        "x/.py", "app.py:", "app:lambda: 0", "app:[0]", "a\n", "app:__import__('os').system('true')",
    ])
    func refuses(text: String) {
        #expect(throws: UsageError.self) { try AppReference.parse(text) }
    }

    @Test func remediesAreNamed() {
        #expect(usageError(app: "mysite/wsgi").contains("write mysite.wsgi"))
        #expect(usageError("--factory", app: "app:create_app()").contains("leave --factory"))
    }

    @Test func candidates() throws {
        #expect(try AppReference.parse("app").candidates(factory: false) == [["application"], ["app"]])
        #expect(try AppReference.parse("app").candidates(factory: true) == [["create_app"], ["make_app"]])
        #expect(try AppReference.parse("app:a.b").candidates(factory: false) == [["a", "b"]])
    }
}
