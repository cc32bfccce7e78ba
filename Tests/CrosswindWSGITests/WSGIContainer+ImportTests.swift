import CrosswindWSGI
import PythonBridge
import Testing

@Suite(.enabled(if: EmbeddedPython.isThere)) struct WSGIContainerImportTests {
    @Test(
        "What can't be served says why",
        arguments: [
            ("no_such_module", "ModuleNotFoundError", "No module named 'no_such_module'"),
            ("json", "AttributeError", "json has no application and no app: write json:NAME"),
            ("json:nothing", "AttributeError", "module 'json' has no attribute 'nothing'"),
            ("sys:path", "TypeError", "the application is not callable: ["),
        ])
    func refusals(_ reference: String, _ type: String, _ message: String) {
        let error = #expect(throws: PythonError.self) { try WSGIContainer(reference) }
        #expect(error?.typeName == type)
        #expect(error?.message.hasPrefix(message) == true)
        #expect(error?.traceback.contains("Traceback") == true)
    }
}
