import CrosswindHosted
import __TYPE__

/// Called by Python's `import __NAME__`; `__NAME__.application` is what it returns.
@c(crosswind_application)
public func application() -> UnsafeMutableRawPointer? {
    WSGIModule.export { try WSGIApplication(Routes.all) }
}
