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


        def load(kind, place, candidates, arguments, factory):
            module = module_of(kind, place)
            found = follow(module, candidates)
            if arguments is not None:
                found = found(*arguments[0], **arguments[1])
            elif factory:
                found = found()
            if not callable(found):
                raise TypeError("the application is not callable: " + repr(found)[:200])
            return found
        """#

    /// Imports the module and follows the reference. Attached. Throws what Python raised, with its traceback.
    static func load(
        _ reference: AppReference, factory: Bool, _ python: borrowing Python
    ) throws(PythonError) -> PyStored {
        let module = try python.module(named: "crosswind.loader")
        try python.run(source, file: "<crosswind>", in: module)
        let (kind, place) =
            switch reference.source {
            case .module(let name): ("module", name)
            case .file(let path): ("file", path)
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
        return try module.attribute("load").call(tuple: arguments.asTuple(), dict: python.dict()).store()
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
    private static func object(_ literal: AppCall.Literal, _ python: borrowing Python) throws(PythonError) -> PyRef {
        switch literal {
        case .none: python.none.owned()
        case .boolean(let value): python.bool(value).owned()
        case .integer(let value): try python.int(value)
        case .float(let value): try python.float(value)
        case .string(let value): try python.str(value)
        }
    }
}
