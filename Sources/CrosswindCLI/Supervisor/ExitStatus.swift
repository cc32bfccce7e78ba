#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// How a process ended, in words.
struct ExitStatus: CustomStringConvertible {
    let status: Int32
    /// Processes that the kernel has killed for want of memory since somebody last looked (``MemoryKills``).
    var memoryKills = 0
    /// Its supervisor had it end, and has said why.
    var isOurs = false

    /// The signal that killed it; nil when it ended by itself.
    var signal: Int32? { status & 0x7f == 0 ? nil : status & 0x7f }
    /// What it gave to `exit`.
    var code: Int32 { (status >> 8) & 0xff }
    /// Whether the kernel left an image of its memory.
    private var hasDumped: Bool { status & 0x80 != 0 }

    var description: String {
        guard let signal else { return "ended with code \(code)" }
        return "was killed by \(Self.name(signal))\(hasDumped ? ", core dumped" : "")\(hint(signal))"
    }

    private func hint(_ signal: Int32) -> String {
        switch signal {
        case SIGABRT where isOurs, SIGKILL where isOurs: return ""
        case SIGSEGV, SIGBUS, SIGILL, SIGFPE: return " (a fault in native code)"
        case SIGABRT: return " (native code gave up)"
        case SIGKILL where memoryKills > 0: return " (most likely by the kernel, which ran out of memory)"
        case SIGKILL: return " (not by its supervisor, and not for want of memory)"
        case SIGXCPU: return " (its limit of processor time)"
        case SIGXFSZ: return " (its limit of file size)"
        case SIGSYS: return " (a system call that it may not make)"
        default: return ""
        }
    }

    static func name(_ number: Int32) -> String {
        switch number {
        case SIGHUP: "SIGHUP"
        case SIGINT: "SIGINT"
        case SIGQUIT: "SIGQUIT"
        case SIGILL: "SIGILL"
        case SIGTRAP: "SIGTRAP"
        case SIGABRT: "SIGABRT"
        case SIGBUS: "SIGBUS"
        case SIGFPE: "SIGFPE"
        case SIGKILL: "SIGKILL"
        case SIGUSR1: "SIGUSR1"
        case SIGSEGV: "SIGSEGV"
        case SIGUSR2: "SIGUSR2"
        case SIGPIPE: "SIGPIPE"
        case SIGALRM: "SIGALRM"
        case SIGTERM: "SIGTERM"
        case SIGXCPU: "SIGXCPU"
        case SIGXFSZ: "SIGXFSZ"
        case SIGSYS: "SIGSYS"
        default: "signal \(number)"
        }
    }
}
