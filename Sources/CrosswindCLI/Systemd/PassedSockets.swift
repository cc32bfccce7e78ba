/// Sockets that whoever started this process opened for it: `LISTEN_FDS` and its like (`sd_listen_fds(3)`).
struct PassedSockets: Sendable, Equatable {
    struct Socket: Sendable, Equatable {
        let descriptor: Int32
        /// `FileDescriptorName=` of the socket unit, by default the unit's name; empty when none came along.
        let name: String
    }

    let sockets: [Socket]

    /// Those that were passed to the process of that number and not to its parent.
    init(_ environment: [String: String], processID: Int32) {
        guard let pid = environment["LISTEN_PID"].flatMap({ Int32($0) }), pid == processID,
            let count = environment["LISTEN_FDS"].flatMap({ Int32($0) }), count > 0, count < 1024
        else {
            sockets = []
            return
        }
        let names = environment["LISTEN_FDNAMES"]?.split(separator: ":", omittingEmptySubsequences: false) ?? []
        sockets = (0..<count).map { index in
            Socket(
                descriptor: 3 + index, name: Int(index) < names.count ? String(names[Int(index)]) : "")
        }
    }

    /// The descriptors of that name.
    func named(_ name: Substring) -> [Int32] { sockets.filter { $0.name == name }.map(\.descriptor) }

    /// The names that there are, for an error.
    var names: String {
        let names = sockets.map(\.name).filter { !$0.isEmpty }
        return names.isEmpty ? "none was passed by name" : "there is \(names.joined(separator: ", "))"
    }
}
