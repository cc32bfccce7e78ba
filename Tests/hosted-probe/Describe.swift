import CrosswindHosted
import NIOCore

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// `ProcessInfo` would be Foundation's.
func environment(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

/// Everything that a request says, as JSON.
final class Describe: Counting {
    private struct File: Encodable {
        let filename: String
        let contentType: String
        let body: String
    }

    private struct Description: Encodable {
        let method, path, uri, query, version, `protocol`, remoteIP, host, hostName, fullURL: String
        let supportsHTTP11: Bool
        let headers: [[String]]
        let arguments, queryArguments, bodyArguments: [String: [String]]
        let files: [String: [File]]
        let cookies: [String: String]
        let body: String
    }

    override func prepare() async throws {
        let request = request
        try write(
            Description(
                method: request.method, path: request.path, uri: request.uri, query: request.query,
                version: request.version, protocol: request.protocol, remoteIP: request.remoteIP, host: request.host,
                hostName: request.hostName, fullURL: request.fullURL(), supportsHTTP11: request.supportsHTTP11(),
                headers: request.headers.map { [$0.name, $0.value] },
                arguments: texts(try request.arguments()), queryArguments: texts(try request.queryArguments()),
                bodyArguments: texts(try request.bodyArguments()),
                files: try request.files().mapValues { files in
                    files.map { File(filename: $0.filename, contentType: $0.contentType, body: latin1($0.body)) }
                },
                cookies: request.cookies.mapValues(\.value), body: latin1(try request.body())))
        finish()
    }

    private func latin1(_ bytes: ByteBuffer) -> String {
        var text = ""
        for byte in bytes.readableBytesView { text.unicodeScalars.append(Unicode.Scalar(byte)) }
        return text
    }

    private func texts(_ arguments: Arguments) -> [String: [String]] {
        var all: [String: [String]] = [:]
        for name in arguments.names {
            all[name] = arguments.bytes(name).map { bytes in
                var text = ""
                for byte in bytes { text.unicodeScalars.append(Unicode.Scalar(byte)) }
                return text
            }
        }
        return all
    }
}
