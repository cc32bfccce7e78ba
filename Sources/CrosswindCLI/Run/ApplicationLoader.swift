import PythonBridge

/// Finds the application that a command line names.
enum ApplicationLoader {
    /// Written in Python, where following names is at home and a failure's traceback shows the user's own lines.
    private static let source = #"""
        import importlib
        import importlib.util
        import os
        import sys


        def module_of(kind, place):
            if kind == "module":
                return importlib.import_module(place)
            path = os.path.abspath(place)
            name = os.path.splitext(os.path.basename(path))[0]
            spec = importlib.util.spec_from_file_location(name, path)
            module = importlib.util.module_from_spec(spec)
            sys.modules[name] = module
            try:
                spec.loader.exec_module(module)
            except BaseException:
                sys.modules.pop(name, None)
                raise
            return module


        def follow(module, candidates):
            if len(candidates) == 1:
                return resolve(module, candidates[0])
            for path in candidates:
                if hasattr(module, path[0]):
                    return resolve(module, path)
            names = " or ".join("'" + ".".join(path) + "'" for path in candidates)
            raise AttributeError("module '" + module.__name__ + "' has no " + names + "; name the application as MODULE:NAME")


        def resolve(found, path):
            for name in path:
                found = getattr(found, name)
            return found


        kept = []


        def keep(*arguments):
            kept.append(load(*arguments))
            return kept[0]


        def load(*arguments):
            if kept:
                return kept[0]
            try:
                return find(*arguments)
            except BaseException as error:
                module_of.failure = error
                raise


        def explain(reference):
            failure = module_of.failure
            try:
                from crosswind._develop.debug_page import DebugPage
            except ImportError:  # the executable that embeds Python may find no package
                import traceback
                text = "".join(traceback.format_exception(type(failure), failure, failure.__traceback__))

                def page(environ, start_response):
                    start_response("500 Internal Server Error", [("Content-Type", "text/plain; charset=utf-8")])
                    return [text.encode("utf-8", "backslashreplace")]
                return page
            return DebugPage(failure, reference)


        def tell_sources(descriptor):
            try:
                from crosswind._develop.sources import tell
            except ImportError:
                return
            tell(descriptor)


        class AmbiguousApplication(Exception):
            pass


        def guess(module):
            """As `flask run` finds it: by name, else the only instance of Flask's class, else a factory."""
            for name in ("application", "app"):
                if callable(getattr(module, name, None)):
                    return getattr(module, name)
            instances = {}
            for name, value in vars(module).items():
                if any(kind.__name__ == "Flask" for kind in type(value).__mro__):
                    instances.setdefault(id(value), (name, value))
            if len(instances) == 1:
                return next(iter(instances.values()))[1]
            if instances:
                names = " or ".join("%s:%s" % (module.__name__, name) for name, _ in instances.values())
                raise AmbiguousApplication("there are several applications: name " + names)
            for name in ("create_app", "make_app"):
                if callable(getattr(module, name, None)):
                    return getattr(module, name)()
            raise AttributeError(
                "module '" + module.__name__ + "' has no application, app, create_app or make_app; "
                "name the application as " + module.__name__ + ":NAME")


        def site(settings):
            os.environ.setdefault("DJANGO_SETTINGS_MODULE", settings)
            from django.core.servers.basehttp import get_internal_wsgi_application
            return get_internal_wsgi_application()  # settings.WSGI_APPLICATION, else Django's own


        def find(kind, place, candidates, arguments, factory, guessed):
            if kind == "django":
                return site(place)
            module = module_of(kind, place)
            if guessed and not factory:
                return guess(module)
            found = follow(module, candidates)
            if arguments is not None:
                found = found(*arguments[0], **arguments[1])
            elif factory:
                found = found()
            if not callable(found):
                raise TypeError("the application is not callable: " + repr(found)[:200])
            return found
        """#

    /// As ``load(_:factory:_:)``, whose later calls, in processes forked from this one too, give the same application. Attached.
    static func preload(_ reference: AppReference, factory: Bool, _ python: borrowing Python) throws(PythonError) {
        _ = try find("keep", reference, factory: factory, python)
    }

    /// Imports the module and follows the reference. Attached. Throws what Python raised, with its traceback.
    static func load(
        _ reference: AppReference, factory: Bool, _ python: borrowing Python
    ) throws(PythonError) -> PyStored {
        try find("load", reference, factory: factory, python).store()
    }

    @_lifetime(borrow python)
    private static func find(
        _ how: StaticString, _ reference: AppReference, factory: Bool, _ python: borrowing Python
    ) throws(PythonError) -> PyRef {
        let module = try self.module(python)
        let (kind, place) =
            switch reference.source {
            case .module(let name): ("module", name)
            case .file(let path): ("file", path)
            case .django(let settings): ("django", settings)
            case .discovery: preconditionFailure("the application was not looked for")
            }
        let candidates = try python.list()
        for path in reference.candidates(factory: factory) {
            let names = try python.list()
            for name in path { try names.listAppend(python.str(name)) }
            try candidates.listAppend(names)
        }
        let arguments = try python.list()
        try arguments.listAppend(python.str(kind))
        try arguments.listAppend(python.str(place))
        try arguments.listAppend(candidates)
        if let call = reference.call {
            try arguments.listAppend(self.arguments(call, python))
        } else {
            try arguments.listAppend(python.none)
        }
        try arguments.listAppend(python.bool(factory))
        try arguments.listAppend(python.bool(reference.isGuess))
        return try module.attribute(how).call(tuple: arguments.asTuple(), dict: python.dict())
    }

    /// An application that answers every request with why the last ``load(_:factory:_:)`` failed. Attached.
    static func explanation(_ reference: AppReference, _ python: borrowing Python) -> PyStored? {
        do throws(PythonError) {
            return try module(python).attribute("explain").call(python.str("\(reference)")).store()
        } catch {
            return nil
        }
    }

    /// From here on, tells `descriptor` of each directory that the application's code is loaded from. Attached.
    static func tellSources(to descriptor: Int32, _ python: borrowing Python) throws(PythonError) {
        _ = try module(python).attribute("tell_sources").call(python.int(Int64(descriptor)))
    }

    /// The module that `source` is, made when it is first asked for.
    @_lifetime(borrow python)
    private static func module(_ python: borrowing Python) throws(PythonError) -> PyRef {
        let modules = try python.import("sys").attribute("modules")
        let name = try python.str("_crosswind_loader")
        if let known = try modules.dictGet(name) { return known.owned() }
        let module = try python.module(named: "_crosswind_loader")
        try python.run(source, file: "<crosswind>", in: module)
        try modules.dictSet(name, module)
        return module
    }

    /// `(positional, named)` as Python has it.
    @_lifetime(borrow python)
    private static func arguments(_ call: AppCall, _ python: borrowing Python) throws(PythonError) -> PyRef {
        let positional = try python.list()
        for literal in call.positional { try positional.listAppend(object(literal, python)) }
        let named = try python.dict()
        for (name, literal) in call.named { try named.dictSet(python.str(name), object(literal, python)) }
        let both = try python.list()
        try both.listAppend(positional)
        try both.listAppend(named)
        return try both.asTuple()
    }

    @_lifetime(borrow python)
    private static func object(_ literal: PythonLiteral, _ python: borrowing Python) throws(PythonError) -> PyRef {
        switch literal {
        case .none: python.none.owned()
        case .boolean(let value): python.bool(value).owned()
        case .integer(let value): try python.int(value)
        case .float(let value): try python.float(value)
        case .string(let value): try python.str(value)
        }
    }
}
