// Unsafe: return addresses, which only C looks at.
import CThreadStacks
import CrosswindThreads

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The native stacks of this process's threads: Swift's, C's, and what Python itself is doing.
enum NativeStacks {
    #if canImport(Glibc)
    /// Which real-time signal interrupts a thread for it, counted from the first.
    static let signalOffset = NativeThread.stackSignalOffset
    #else
    static let signalOffset: Int32 = 0
    #endif
    private static let mostFrames = 64
    private static let patienceMilliseconds: Int32 = 500

    /// Prepares it; false where it can't be had.
    static func install() -> Bool { thread_stacks_install(signalOffset) }

    /// Whether the main thread was asked for its stack since this was last read.
    static var interruptedMainThread: Bool { thread_stacks_interrupted_main() }

    /// The kernel's numbers and names of all threads.
    static func threads() -> [(number: Int, name: String)] {
        guard let directory = opendir("/proc/self/task") else { return [] }
        defer { closedir(directory) }
        var found: [(Int, String)] = []
        while let entry = readdir(directory) {
            let text = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            guard let number = Int(text) else { continue }
            found.append((number, name(number)))
        }
        return found.sorted { $0.0 < $1.0 }
    }

    private static func name(_ number: Int) -> String {
        guard let file = fopen("/proc/self/task/\(number)/comm", "r") else { return "" }
        defer { fclose(file) }
        var room = [CChar](repeating: 0, count: 32)
        guard fgets(&room, Int32(room.count), file) != nil else { return "" }
        return String(decoding: room.prefix { $0 != 0 && $0 != 10 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// The frames of one thread, a line each, innermost first; nil when it didn't answer. Not from that thread itself.
    static func frames(of thread: Int) -> [String]? {
        var addresses = [UnsafeMutableRawPointer?](repeating: nil, count: mostFrames)
        let count = thread_stacks_take(
            Int32(thread), &addresses, Int32(addresses.count), patienceMilliseconds)
        guard count >= 0 else { return nil }
        return addresses.prefix(Int(count)).compactMap { $0.map(line) }
    }

    private static func line(_ address: UnsafeMutableRawPointer) -> String {
        var room = [CChar](repeating: 0, count: 512)
        thread_stacks_describe(address, &room, room.count)
        return String(decoding: room.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
