/// Why an application's routes were refused when it was made.
public struct RouteError: Error, Sendable, Equatable, CustomStringConvertible {
    private enum Code: Equatable {
        case invalidPattern(String, String)
        case invalidRedirect(String, String)
        case duplicateName(String)
        case unknownName(String)
        case wrongArguments(String, Int, Int)
        case notReversible(String)
    }

    private let code: Code

    /// The pattern isn't one: what it says and why.
    static func invalidPattern(_ pattern: String, _ reason: String) -> Self {
        Self(code: .invalidPattern(pattern, reason))
    }
    /// A redirect's URL isn't one: what it says and why.
    static func invalidRedirect(_ url: String, _ reason: String) -> Self { Self(code: .invalidRedirect(url, reason)) }
    /// Two routes of that name.
    static func duplicateName(_ name: String) -> Self { Self(code: .duplicateName(name)) }
    /// No route of that name.
    static func unknownName(_ name: String) -> Self { Self(code: .unknownName(name)) }
    /// The route has another number of groups than arguments were given.
    static func wrongArguments(_ name: String, _ wanted: Int, _ given: Int) -> Self {
        Self(code: .wrongArguments(name, wanted, given))
    }
    /// The route's pattern has parts outside of groups that are no literals.
    static func notReversible(_ name: String) -> Self { Self(code: .notReversible(name)) }

    /// One line for a person, with the remedy.
    public var description: String {
        switch code {
        case .invalidPattern(let pattern, let reason): "route \"\(pattern)\": \(reason)"
        case .invalidRedirect(let url, let reason): "redirect to \"\(url)\": \(reason)"
        case .duplicateName(let name): "two routes are called \"\(name)\"; names are for reverseURL and must differ"
        case .unknownName(let name): "no route is called \"\(name)\"; give one the name with name:"
        case .wrongArguments(let name, let wanted, let given):
            "route \"\(name)\" has \(wanted) group\(wanted == 1 ? "" : "s"), but \(given) arguments were given"
        case .notReversible(let name): "route \"\(name)\" can't be reversed: only literals may stand outside its groups"
        }
    }
}
