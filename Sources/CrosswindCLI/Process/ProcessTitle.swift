// Unsafe: writes where the kernel keeps the command line, which is known by its address alone.

import CrosswindThreads

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// What `ps`, `top` and `pgrep` show of a process, as setproctitle does it, but never longer than the command line was: its
/// memory is the process's own, what follows is the environment's and stays untouched.
enum ProcessTitle {
    /// `crosswind: worker 1 [mysite.wsgi]` for the command line, and `thread`, of up to 15 bytes, for the name of the main
    /// thread. On that thread; nothing may read the original arguments afterwards.
    static func set(_ title: String, thread: String) {
        #if os(Linux)
        NativeThread.nameThisThread(thread)
        guard let area else { return }
        // The last byte stays a zero: without one there the kernel takes the environment for the title's rest.
        let text = Array(title.utf8.prefix(area.count - 1))
        area.initializeMemory(as: UInt8.self, repeating: 0)
        area.copyBytes(from: text)
        #endif
    }

    #if os(Linux)
    /// The command line's memory: `arg_start` to `arg_end` of proc_pid_stat(5).
    private static var area: UnsafeMutableRawBufferPointer? {
        let descriptor = open("/proc/self/stat", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var text = [UInt8](repeating: 0, count: 4096)
        let count = read(descriptor, &text, text.count)
        // The second field may hold blanks and parentheses; behind its last parenthesis everything is a number but the third.
        guard count > 0, let name = text[..<count].lastIndex(of: UInt8(ascii: ")")) else { return nil }
        let fields = String(decoding: text[(name + 1)..<count], as: UTF8.self).split(whereSeparator: \.isWhitespace)
        guard fields.count > 46, let start = UInt(fields[45]), let end = UInt(fields[46]), start > 0, end > start + 1,
            end - start < 1 << 20, let address = UnsafeMutableRawPointer(bitPattern: start)
        else { return nil }
        return UnsafeMutableRawBufferPointer(start: address, count: Int(end - start))
    }
    #endif
}
