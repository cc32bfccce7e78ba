import Testing

@testable import CrosswindCLI

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

@Suite struct AppDiscoveryTests {
    private func find(_ environment: [String: String] = [:], files: [String: String] = [:]) throws -> (String, String) {
        var template = Array("/tmp/crosswind-discovery-XXXXXX".utf8CString)
        let made = template.withUnsafeMutableBufferPointer { mkdtemp($0.baseAddress!).map { String(cString: $0) } }
        let directory = try #require(made)
        defer {
            for name in files.keys { unlink("\(directory)/\(name)") }
            rmdir(directory)
        }
        for (name, text) in files {
            let file = try #require(fopen("\(directory)/\(name)", "w"))
            fputs(text, file)
            fclose(file)
        }
        let found = try AppDiscovery.find(environment: environment, in: directory)
        return ("\(found.reference)", found.why)
    }

    private static let manage = """
        def main():
            os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'mysite.settings')
        """

    @Test(
        arguments: [
            ("os.environ.setdefault(\n    \"DJANGO_SETTINGS_MODULE\",\n    \"a.b\",\n)", "a.b"),
            ("# DJANGO_SETTINGS_MODULE selects 'prod'\nos.environ['DJANGO_SETTINGS_MODULE'] = 'a.b'", "a.b"),
            ("# DJANGO_SETTINGS_MODULE comes from outside", nil), ("print('no site')", nil),
            ("setdefault('DJANGO_SETTINGS_MODULE', '')", nil), ("setdefault('DJANGO_SETTINGS_MODULE', name)", nil),
        ] as [(String, String?)]) func settingsOfAManagePy(_ text: String, _ settings: String?)
    {
        #expect(AppDiscovery.settings(of: text) == settings)
    }

    @Test func theOrder() throws {
        let all = ["manage.py": Self.manage, "wsgi.py": "", "app.py": ""]
        #expect(try find(["FLASK_APP": "hello"], files: all) == ("hello", "FLASK_APP"))
        #expect(
            try find(["DJANGO_SETTINGS_MODULE": "a.b"], files: all) == ("the site of a.b", "DJANGO_SETTINGS_MODULE"))
        #expect(try find(files: all) == ("the site of mysite.settings", "manage.py"))
        #expect(try find(files: ["wsgi.py": "", "app.py": ""]) == ("wsgi", "wsgi.py"))
        #expect(try find(files: ["app.py": "", "manage.py": "# not Django's"]) == ("app", "app.py"))
    }

    @Test(arguments: [
        ("hello.web:app", "hello.web:app"), ("hello:create_app('x')", "hello:create_app(…)"),
        ("src/hello", "src/hello.py"),
        ("src/hello.py:app", "src/hello.py:app"), ("src/hello:app", "src/hello.py:app"),
    ])
    func flask(_ text: String, _ reference: String) throws {
        #expect(try find(["FLASK_APP": text]).0 == reference)
    }

    @Test func whatIsFoundIsGuessedIn() throws {
        #expect(try AppDiscovery.find(environment: ["FLASK_APP": "hello"]).reference.isGuess)
        #expect(try !AppDiscovery.find(environment: ["FLASK_APP": "hello:app"]).reference.isGuess)
        #expect(try !AppReference.parse("hello").isGuess)
    }

    @Test func errorsAreOneLine() {
        func message(_ environment: [String: String]) -> String {
            do {
                _ = try find(environment)
                return ""
            } catch {
                return "\(error)"
            }
        }
        #expect(message([:]).hasPrefix("no application is named, and there is no FLASK_APP"))
        #expect(message(["FLASK_APP": "a", "DJANGO_SETTINGS_MODULE": "b"]).contains("both name an application"))
        #expect(message(["FLASK_APP": "a b"]).hasPrefix("FLASK_APP: "))
        #expect(message(["DJANGO_SETTINGS_MODULE": "a/b"]).hasPrefix("DJANGO_SETTINGS_MODULE: "))
    }
}
