/// A directory of files and where it lies among the paths.
public struct StaticMount: Sendable, Equatable {
    /// Why there can be no such mount: one line that names the remedy.
    public struct MountError: Error, Sendable, Equatable, CustomStringConvertible {
        /// The line.
        public let description: String
    }

    /// What paths begin with: `/static/`, or `/` alone.
    public let prefix: String
    /// The directory, absolute and without links.
    public let directory: String
    /// For how many seconds clients may keep a file without asking again; nil says nothing of it.
    public let maxAge: Int?
    private let prefixBytes: [UInt8]

    /// The files of `directory` below `prefix`. A relative directory is one of the working directory.
    public init(prefix: String, directory: String, maxAge: Int? = nil) throws(MountError) {
        let names = prefix.split(separator: "/", omittingEmptySubsequences: true)
        guard prefix.utf8.first == UInt8(ascii: "/"), prefix.utf8.allSatisfy(Self.isPlain),
            !names.contains("."), !names.contains("..")
        else {
            throw MountError(
                description: "'\(prefix)' is no path prefix; write it as in /static, with letters that need no escape")
        }
        let resolved = FilePath.resolved(FilePath.absolute(directory))
        guard FilePath.isDirectory(resolved) else {
            throw MountError(description: "'\(directory)' is no directory that can be read")
        }
        self.prefix = names.map { "/\($0)" }.joined() + "/"
        self.directory = resolved
        self.maxAge = maxAge
        prefixBytes = Array(self.prefix.utf8)
    }

    /// What paths hold as it is (RFC 3986 §3.3, without escapes).
    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "/"), UInt8(ascii: "-"), UInt8(ascii: "."),
            UInt8(ascii: "_"), UInt8(ascii: "~"), UInt8(ascii: "@"), UInt8(ascii: "+"):
            true
        default: false
        }
    }

    /// How many bytes of `path` are the prefix; nil when it begins otherwise.
    func prefixCount(of path: UnsafeRawBufferPointer) -> Int? {
        path.count > prefixBytes.count && path.starts(with: prefixBytes) ? prefixBytes.count : nil
    }
}
