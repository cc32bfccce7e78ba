import CPythonABI
import Testing

@testable import PythonBridge

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// The interpreters of this machine that can be embedded, one a version and library.
enum Pythons {
    static let all: [PythonLocation] = {
        var found: [PythonLocation] = []
        func add(_ path: String) {
            guard let location = try? PythonLocation.probe(path) else { return }
            if !found.contains(where: { $0.library == location.library }) { found.append(location) }
        }
        for name in ["python3"] + (9...15).map({ "python3.\($0)" }) {
            for directory in (Paths.environment("PATH") ?? "").split(separator: ":") {
                let path = Paths.join(String(directory), name)
                if Paths.isProgram(path) { add(path) }
            }
        }
        // Version managers keep their installations side by side and put only one of them, or a shim, on PATH.
        for location in found {
            for neighbour in neighbours(of: location) { add(neighbour) }
        }
        return found.sorted { ($0.version, $0.library) < ($1.version, $1.library) }
    }()

    static var oldestAndNewest: [PythonLocation] {
        all.count > 1 ? [all[0], all[all.count - 1]] : all
    }

    private static func neighbours(of location: PythonLocation) -> [String] {
        // <versions>/<version>/bin/python3
        let versions = parent(parent(parent(location.executable)))
        guard !versions.isEmpty, let directory = opendir(versions) else { return [] }
        defer { closedir(directory) }
        var paths: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            let path = Paths.join(Paths.join(versions, name), "bin/python3")
            if !name.hasPrefix("."), Paths.isProgram(path) { paths.append(path) }
        }
        return paths.sorted()
    }

    static func parent(_ path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "" }
        return String(path[..<slash])
    }
}

/// Where things are.
enum Places {
    /// The repository.
    static let root = Pythons.parent(Pythons.parent(Pythons.parent(#filePath)))

    /// The directory of the build, in which the test bundle itself lies.
    static let build: String = {
        #if os(Linux)
        var path = [CChar](repeating: 0, count: 4096)
        let count = readlink("/proc/self/exe", &path, path.count - 1)
        if count > 0 {
            let directory = Pythons.parent(
                String(decoding: path[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self))
            if Paths.isProgram(Paths.join(directory, "bridge-probe")) { return directory }
        }
        #endif
        return Paths.join(root, ".build/debug")
    }()

    /// Runs `body` with an empty directory, which is removed afterwards.
    static func withTemporaryDirectory(_ body: (String) throws -> Void) throws {
        var template = Array("/tmp/crosswind-bridge-XXXXXX".utf8CString)
        try #require(mkdtemp(&template) != nil)
        let made = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        defer { _ = ChildOutput.of("/bin/rm", ["-rf", made], within: .seconds(10)) }
        // As the interpreter will name it.
        let resolved = try #require(realpath(made, nil))
        defer { free(resolved) }
        try body(String(cString: resolved))
    }

    static func write(_ text: String, to path: String, executable: Bool = false) throws {
        let file = try #require(fopen(path, "w"))
        fputs(text, file)
        fclose(file)
        if executable { chmod(path, 0o755) }
    }

    static func read(_ path: String) -> String? {
        guard let file = fopen(path, "r") else { return nil }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65536)
        while case let count = fread(&buffer, 1, buffer.count, file), count > 0 { bytes += buffer[..<count] }
        return String(decoding: bytes, as: UTF8.self)
    }
}
