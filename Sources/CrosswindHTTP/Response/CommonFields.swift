// Unsafe, because the two lines are one block that lives as long as their event loop and is copied into every response;
// its size is settled in `init` and nothing writes past it.

/// The `Date` and `Server` lines that every response gets, kept ready: one for each event loop, refreshed at most once a
/// second (RFC 9110 §6.6.1, §10.2.4).
public struct CommonFields: ~Copyable {
    private let block: UnsafeMutableRawPointer
    private let dateCount: Int
    private let serverCount: Int
    private var second = Int64.min

    /// `server` is the value of the Server field, nil to send none; `date` says whether to send Date. Control bytes in
    /// `server` trap: it is configuration, validated where it is read.
    public init(server: UnsafeRawBufferPointer?, date: Bool = true) {
        let name: StaticString = "Server: "
        dateCount = date ? 6 + HTTPDate.byteCount + 2 : 0
        serverCount = server.map { name.utf8CodeUnitCount + $0.count + 2 } ?? 0
        block = UnsafeMutableRawPointer.allocate(byteCount: max(1, dateCount + serverCount), alignment: 16)
        if let server {
            precondition(Octets(server).isFieldValue(0..<server.count), "control byte in the Server field")
            let line = block + dateCount
            line.copyMemory(from: name.utf8Start, byteCount: name.utf8CodeUnitCount)
            if let start = server.baseAddress {
                (line + name.utf8CodeUnitCount).copyMemory(from: start, byteCount: server.count)
            }
            CommonFields.endLine(line + serverCount)
        }
        update(unixTime: 0)
    }

    /// The same with a literal.
    public init(server: StaticString, date: Bool = true) {
        self.init(
            server: UnsafeRawBufferPointer(start: server.utf8Start, count: server.utf8CodeUnitCount), date: date)
    }

    deinit { block.deallocate() }

    /// Brings Date up to `unixTime`; does nothing while the second is the same.
    public mutating func update(unixTime: Int64) {
        guard unixTime != second else { return }
        second = unixTime
        guard dateCount > 0 else { return }
        let name: StaticString = "Date: "
        block.copyMemory(from: name.utf8Start, byteCount: name.utf8CodeUnitCount)
        HTTPDate(unixTime: unixTime).write(to: block + 6)
        CommonFields.endLine(block + dateCount)
    }

    private static func endLine(_ end: UnsafeMutableRawPointer) {
        (end - 2).storeBytes(of: UInt8.carriageReturn, as: UInt8.self)
        (end - 1).storeBytes(of: UInt8.lineFeed, as: UInt8.self)
    }

    /// The lines wanted, in one piece since they lie side by side. Valid until the next update.
    @inline(__always)
    func lines(date: Bool, server: Bool) -> UnsafeRawBufferPointer {
        let start = date ? 0 : dateCount
        let end = server ? dateCount + serverCount : dateCount
        return UnsafeRawBufferPointer(start: block + start, count: end - start)
    }
}
