import CrosswindServer
import CrosswindStatus
import Logging

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// With `--preload` an inner supervisor may be killed and leave its workers behind. They end by themselves, as all do whose
/// supervisor is gone; the outer one reaps them, so that their places are free again, and ends those that don't.
extension Supervisor {
    /// Once in each turn: looks for orphans, and for those whose time is over.
    mutating func watchOrphans() {
        guard let roll else { return }
        let now = ContinuousClock.now
        var new: [pid_t] = []
        for pid in roll.orphans(besides: workers.map(\.pid)) where orphans[pid] == nil {
            if Self.isChild(pid) {
                orphans[pid] = now + WorkerPatience(options, ofSupervisor: false).end
                new.append(pid)
            } else if kill(pid, 0) != 0, errno == ESRCH {
                forget(pid)
            }
        }
        if !new.isEmpty {
            let shown = new.map(String.init).joined(separator: ", ")
            logger.warning(
                "\(new.count) worker\(new.count == 1 ? "" : "s") without a supervisor finish what they have and end",
                metadata: ["pids": "\(shown)"])
        }
        for (pid, killAt) in orphans where now >= killAt {
            logger.error("worker, pid \(pid), whose supervisor is gone, does not stop: killed")
            kill(pid, SIGKILL)
            // Once is enough; it is an orphan until it is reaped.
            orphans[pid] = now + .seconds(86_400)
        }
    }

    /// The process has ended: what it had is free.
    mutating func forget(_ pid: pid_t) {
        status?.forget(pid: pid)
        shares?.vacate(pid: pid)
        (roll ?? seat?.roll)?.leave(pid: pid)
        orphans[pid] = nil
    }

    /// The roll may be written by workers, who may be another user. Who is no child of ours is not for us to end.
    private static func isChild(_ pid: pid_t) -> Bool {
        var information = siginfo_t()
        return waitid(P_PID, id_t(pid), &information, WEXITED | WNOHANG | WNOWAIT) == 0
    }
}
