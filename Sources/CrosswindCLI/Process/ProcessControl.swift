#if os(Linux)
import Glibc

/// What a Linux process can ask for about itself. By the function's name, as the C library declares `prctl` with a variable
/// number of arguments, which Swift can't call.
enum ProcessControl {
    /// As after an exec by the user that it is: /proc/self, and so /dev/stdout, is its own, and it may leave a core.
    static func makeDumpable() { set(4 /* PR_SET_DUMPABLE */) }

    /// Descendants whose parent ends become its children instead of process 1's. Not inherited by its children.
    static func adoptOrphans() { set(36 /* PR_SET_CHILD_SUBREAPER */) }

    private static func set(_ option: Int32) {
        typealias Function = @convention(c) (Int32, UInt, UInt, UInt, UInt) -> Int32
        guard let address = dlsym(nil, "prctl") else { return }
        _ = unsafeBitCast(address, to: Function.self)(option, 1, 0, 0, 0)
    }
}
#endif
