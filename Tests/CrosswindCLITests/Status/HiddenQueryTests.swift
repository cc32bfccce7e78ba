import Testing

@testable import CrosswindCLI

@Suite struct HiddenQueryTests {
    @Test(arguments: [
        ("/", "/"), ("/a?", "/a?…"), ("/reset?token=1&x=?", "/reset?…"), ("*", "*"), ("http://h/a?b", "http://h/a?…"),
    ])
    func targets(target: String, shown: String) { #expect(HiddenQuery.hidden(in: target) == shown) }

    @Test(arguments: [
        (
            "the application failed on GET /a?token=1\nTraceback\n  what? /b?c",
            "the application failed on GET /a?…\nTraceback\n  what? /b?c"
        ),
        ("POST /a?b=1: the status is no str", "POST /a?…: the status is no str"),
        ("uncaught error GET http://h/a?b (127.0.0.1): x", "uncaught error GET http://h/a?… (127.0.0.1): x"),
        ("what is it? nothing", "what is it? nothing"), ("GET /a  for  ::1", "GET /a  for  ::1"), ("", ""),
        ("\n?", "\n?"),
    ])
    func entries(message: String, shown: String) { #expect(HiddenQuery.hidden(inEntry: message) == shown) }
}
