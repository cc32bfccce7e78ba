// Answers requests beside real Tornado, see Tests/Python/test_stock_tornado.py and its other side, apps/stock_tornado.py:
// the same routes, settings and directory.
import Crosswind
import Logging

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

guard CommandLine.arguments.count == 3, let port = Int(CommandLine.arguments[2]) else {
    print("usage: stock-probe DIRECTORY PORT")
    exit(2)
}
let root = CommandLine.arguments[1]

final class PlainPage: RequestHandler {
    override func get() async throws {
        setHeader("Content-Type", try argument("type", default: "text/html"))
        write(String(repeating: "x", count: Int(try argument("length", default: "10")) ?? 0))
        if try argument("flush", default: "") != "" {
            try await flush()
            write("more")
        }
    }
    override func head() async throws { try await get() }
}

final class URLPage: RequestHandler {
    override func get() async throws { write(try staticURL(try argument("name"))) }
}

final class AddingPage: RequestHandler {
    override func get() async throws { try slash() }
    override func head() async throws { try slash() }
    override func post() async throws { try slash() }
    private func slash() throws {
        try addSlash()
        write("page")
    }
}

final class RemovingPage: RequestHandler {
    override func get() async throws { try slash() }
    override func head() async throws { try slash() }
    override func post() async throws { try slash() }
    private func slash() throws {
        try removeSlash()
        write("page")
    }
}

/// What the locale says of a moment so many seconds ago, which both sides ask their clocks about.
final class DatePage: RequestHandler {
    override func get() async throws {
        let ago = Double(try argument("ago")) ?? 0
        let flags = try argument("flags", default: "")
        let offset = Int(try argument("offset", default: "0")) ?? 0
        let date = Double(time(nil)) - ago
        write(
            locale.formatDate(
                date, gmtOffset: offset, relative: !flags.contains("a"), shorter: flags.contains("s"),
                fullFormat: flags.contains("f")))
        write("\n" + locale.formatDay(date, gmtOffset: offset, dow: !flags.contains("s")))
    }
}

final class LocalePage: RequestHandler {
    static let catalogues = Result { try Translations(gettext: root + "/gettext", domain: "site") }
    override func getUserLocale() -> UserLocale? {
        guard request.path == "/gettext" else { return nil }
        return try? Self.catalogues.get().get(try argument("code"))
    }
    override func get() async throws {
        let locale = locale
        write("\(locale.code) \(locale.isRTL) \(locale.name)\n")
        for message in ["Hello", "I love you", "quoted \"text\"", "two\nlines", "unknown text"] {
            write(locale.translate(message) + "\n")
        }
        for (context, message) in [("law", "right"), ("good", "right"), ("nowhere", "right")] {
            write(locale.pgettext(context, message) + "\n")
        }
        for count in [0, 1, 2, 3, 5, 11, 21, 22, 25, 101, 1_000_000] {
            write(locale.translate("%(n)d file", plural: "%(n)d files", count: count) + "\n")
            write(locale.pgettext("desk", "%(n)d file", plural: "%(n)d files", count: count) + "\n")
        }
        for count in 0...2 {
            write(locale.translate("%(name)s liked this", plural: "%(name)s liked this", count: count) + "\n")
            write(locale.pgettext("law", "right", plural: "rights", count: count) + "\n")
        }
        for parts in [[], ["A"], ["A", "B"], ["A", "B", "C"]] { write(locale.list(parts) + "\n") }
        for number in [0, 7, 999, 1000, 1_234_567] { write(locale.friendlyNumber(number) + "\n") }
    }
}

var linked = StaticFileOptions()
linked.allowedSymlinkDirectories = [root + "/www", root + "/shared"]

func routes(_ root: String, _ linked: StaticFileOptions) throws -> [Route] {
    [
        .static("/files/", directory: root + "/www", defaultFilename: "index.html"),
        .static("/linked/", directory: root + "/www", options: linked),
        try .redirect("/old/(.*)", to: "/new/{0}"),
        try .redirect("/named/(?<a>[^/]*)/(?<b>[^/]*)", to: "/{b}/{a}", permanent: false),
        try .redirect("/host/(.*)", to: "http://example.com/{0}"),
        .error("/gone/.*", status: 410),
        .route("/adding/?", AddingPage.self), .route("/removing/*", RemovingPage.self),
        .route("/url", URLPage.self), .route("/page", PlainPage.self), .route("/date", DatePage.self),
        .route("/locale", LocalePage.self),
        .route("/gettext", LocalePage.self),
    ]
}

var settings = Settings()
settings.staticPath = root + "/www"
settings.logFunction = { _ in }
settings.logger.logLevel = .critical
settings.translations = try Translations(directory: root + "/locale")
try Application(try routes(root, linked), settings: settings).listen(port)
settings.compressResponse = true
try Application(try routes(root, linked), settings: settings).listen(port + 1)
IOLoop.current.start()
