#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Finds the application when the command line names none, by what Flask and Django go by.
///
/// In this order: `FLASK_APP`, `DJANGO_SETTINGS_MODULE`, a `manage.py` of Django's, `wsgi.py`, `app.py`. Nothing is
/// imported here; what a file holds is looked for by the loader.
enum AppDiscovery {
    /// What was found, and where, for one line in the log.
    struct Found {
        let reference: AppReference
        let why: String
    }

    /// Looks in `directory`, which files are then relative to. One line that names the remedy when there is nothing, or
    /// more than one thing that was meant.
    static func find(environment: [String: String], in directory: String = ".") throws(UsageError) -> Found {
        func given(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
        switch (given("FLASK_APP"), given("DJANGO_SETTINGS_MODULE")) {
        case (let flask?, let django?):
            throw UsageError(
                "FLASK_APP=\(flask.printable) and DJANGO_SETTINGS_MODULE=\(django.printable) both name an application; "
                    + "write crosswind MODULE:CALLABLE, or unset one")
        case (let flask?, nil): return try self.flask(flask, in: directory)
        case (nil, let django?): return Found(reference: try self.django(django), why: "DJANGO_SETTINGS_MODULE")
        case (nil, nil): break
        }
        if let text = content("\(directory)/manage.py"), let settings = settings(of: text) {
            return Found(reference: try django(settings), why: "manage.py")
        }
        for name in ["wsgi.py", "app.py"] where access("\(directory)/\(name)", R_OK) == 0 {
            // As a module, so that what imports it by its name gets the same.
            return Found(reference: .guess(.module(String(name.dropLast(3)))), why: name)
        }
        throw UsageError(
            "no application is named, and there is no FLASK_APP, DJANGO_SETTINGS_MODULE, manage.py, wsgi.py or app.py "
                + "here; write crosswind MODULE:CALLABLE, as in crosswind mysite.wsgi")
    }

    /// `hello`, `hello.web:app`, `hello:create_app("x")`, `src/hello`, `src/hello.py:app`, as `flask --app` takes them.
    private static func flask(_ text: String, in directory: String) throws(UsageError) -> Found {
        do throws(UsageError) {
            let place = text.prefix { $0 != ":" }
            let isFile = !place.hasSuffix(".py") && place.contains("/")
            let reference = try AppReference.parse(isFile ? "\(place).py\(text.dropFirst(place.count))" : text)
            return Found(
                reference: reference.attributes.isEmpty ? .guess(reference.source) : reference, why: "FLASK_APP")
        } catch {
            throw error.about("FLASK_APP")
        }
    }

    private static func django(_ settings: String) throws(UsageError) -> AppReference {
        guard settings.split(separator: ".", omittingEmptySubsequences: false).allSatisfy(\.isIdentifier) else {
            throw UsageError(
                "DJANGO_SETTINGS_MODULE: '\(settings.printable)' is no module; write it as in mysite.settings")
        }
        return AppReference(source: .django(settings), attributes: [], call: nil)
    }

    /// The text behind the name, as in `os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mysite.settings")`, also on the next
    /// line, and in `os.environ["DJANGO_SETTINGS_MODULE"] = …`; where only words follow, as in a comment, it is not meant.
    static func settings(of managePy: String) -> String? {
        for name in managePy.ranges(of: "DJANGO_SETTINGS_MODULE") {
            let behind = managePy[name.upperBound...].dropFirst().drop { $0.isWhitespace || "],=".contains($0) }
            guard let quote = behind.first, quote == "'" || quote == "\"" else { continue }
            let text = behind.dropFirst().prefix { $0 != quote && !$0.isNewline }
            if !text.isEmpty { return String(text) }
        }
        return nil
    }

    /// The first 64 KiB of a file.
    private static func content(_ path: String) -> String? {
        guard let file = fopen(path, "r") else { return nil }
        defer { fclose(file) }
        var room = [UInt8](repeating: 0, count: 65_536)
        let count = fread(&room, 1, room.count, file)
        return String(decoding: room[..<count], as: UTF8.self)
    }
}
