import CrosswindSecurity

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

struct ProbeError: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}

/// A command's parameters, by name.
struct Arguments: Sendable {
    let json: JSONValue

    init(_ json: JSONValue) { self.json = json }

    func value(_ name: String) throws -> JSONValue {
        guard let value = json[name] else { throw ProbeError("no parameter \(name)") }
        return value
    }

    func text(_ name: String) throws -> String {
        guard let text = try value(name).string else { throw ProbeError("\(name) is no text") }
        return text
    }

    func bytes(_ name: String) throws -> [UInt8] { try text(name).unicodeScalars.map { UInt8($0.value) } }
    func int(_ name: String) -> Int64? { json[name]?.int }
    func optional(_ name: String) -> String? { json[name]?.string }
    func flag(_ name: String) -> Bool { json[name]?.bool ?? false }

    /// `now`, or the clock's time.
    var now: Int64 { int("now") ?? WallClock.seconds() }

    func keys() throws -> SecretKeys {
        let fallbacks = (json["fallbacks"]?.array ?? []).compactMap(\.string)
        return try SecretKeys(text("key"), fallbacks: fallbacks)
    }

    func algorithm(or standard: DigestAlgorithm) throws -> DigestAlgorithm {
        switch optional("algorithm") {
        case nil: standard
        case "sha1": .sha1
        case "sha256": .sha256
        case "sha384": .sha384
        case "sha512": .sha512
        default: throw ProbeError("no such algorithm")
        }
    }
}

func latin1(_ bytes: [UInt8]) -> JSONValue {
    var text = String.UnicodeScalarView()
    text.append(contentsOf: bytes.lazy.map { Unicode.Scalar($0) })
    return .string(String(text))
}

nonisolated func flushOutput() { fflush(nil) }
