import CrosswindHosted

/// The same routes under each of the options: `hosted_probe.application`, `.streaming` and so on in Python.
private func export(
    _ configure: (inout WSGIApplicationConfiguration) -> Void = { _ in }
) -> UnsafeMutableRawPointer? {
    WSGIModule.export {
        var configuration = WSGIApplicationConfiguration()
        configure(&configuration)
        return try WSGIApplication(Routes.all, settings: Routes.settings, configuration: configuration)
    }
}

/// As WSGI has it.
@c(crosswind_application)
public func plain() -> UnsafeMutableRawPointer? { export() }

/// `flush()` goes through `write`.
@c(crosswind_application_streaming)
public func streaming() -> UnsafeMutableRawPointer? { export { $0.streamsThroughWrite = true } }

/// Handlers may suspend.
@c(crosswind_application_waiting)
public func waiting() -> UnsafeMutableRawPointer? { export { $0.waitsForSuspension = true } }

/// Both.
@c(crosswind_application_everything)
public func everything() -> UnsafeMutableRawPointer? {
    export {
        $0.waitsForSuspension = true
        $0.streamsThroughWrite = true
    }
}

/// Routes match `PATH_INFO`.
@c(crosswind_application_unmounted)
public func unmounted() -> UnsafeMutableRawPointer? { export { $0.routingIgnoresScriptName = true } }

/// No `wsgi.file_wrapper`.
@c(crosswind_application_unwrapped)
public func unwrapped() -> UnsafeMutableRawPointer? { export { $0.usesFileWrapper = false } }

/// Small limits, so that tests need no large bodies.
@c(crosswind_application_small)
public func small() -> UnsafeMutableRawPointer? {
    export {
        $0.spoolThreshold = 1000
        $0.maxBodySize = 5000
    }
}

/// Fails as it is made.
@c(crosswind_application_broken)
public func broken() -> UnsafeMutableRawPointer? {
    WSGIModule.export { try WSGIApplication([.route("/(", Describe.self)]) }
}
