public import CrosswindServer
import PythonBridge

extension WSGIContainer {
    /// Imports a WSGI application and makes it runnable; starts Python in this process when none runs.
    ///
    ///     .fallback("/.*", try WSGIContainer("mysite.wsgi"))
    ///
    /// The Python is the one of `VIRTUAL_ENV`, else of `.venv` in the first folder of `pythonPath`, else `python3` on
    /// `PATH`; it needs its shared library. Call it at the program's start, on the main thread, which Python takes for its
    /// own, and not attached.
    ///
    /// - Parameters:
    ///   - reference: `mysite.wsgi:application`; without a name behind the colon `application`, else `app`. A dotted name
    ///     is followed.
    ///   - pythonPath: folders to import from, before those that Python knows; relative ones from the working directory.
    ///   - configuration: how it runs. ``WSGIConfiguration/rootPath`` is where it is mounted.
    ///   - server: the settings that the worker threads take over: timeouts, logger, access log, `Server`. Those of the
    ///     process's first container count.
    /// - Throws: `PythonRuntimeError` when no Python can be started, `PythonError` with the traceback when the import
    ///   fails.
    public convenience init(
        _ reference: String, pythonPath: [String] = ["."], configuration: WSGIConfiguration = WSGIConfiguration(),
        server: ServerConfiguration = ServerConfiguration()
    ) throws {
        if PythonRuntime.state == .absent {
            try PythonRuntime.embed(try PythonLocation.find(appDirectory: pythonPath.first ?? "."))
        }
        let parts = try Python.attach { (python: inout Python) throws(PythonError) in
            let application = try Self.load(reference, pythonPath, python)
            return try Parts(application, configuration, server, &python)
        }
        self.init(parts, configuration)
    }

    private static func load(
        _ reference: String, _ folders: [String], _ python: borrowing Python
    ) throws(PythonError) -> PyStored {
        let module = try python.module(named: "crosswind.importing")
        try python.run(source, file: "<crosswind>", in: module)
        let list = try python.list()
        for folder in folders { try list.listAppend(python.path(folder)) }
        return try module.attribute("load").call(python.str(reference), list).store()
    }

    /// In Python, where following names is at home and a failure's traceback shows the user's own lines.
    private static let source = """
        import importlib
        import os
        import sys


        def load(reference, folders):
            for folder in reversed([os.path.abspath(each) for each in folders]):
                if folder not in sys.path:
                    sys.path.insert(0, folder)
            place, _, path = reference.partition(":")
            found = importlib.import_module(place)
            if not path:
                path = "application" if hasattr(found, "application") else "app"
                if not hasattr(found, path):
                    raise AttributeError(place + " has no application and no app: write " + place + ":NAME")
            for name in path.split("."):
                found = getattr(found, name)
            if not callable(found):
                raise TypeError("the application is not callable: " + repr(found)[:200])
            return found
        """
}
