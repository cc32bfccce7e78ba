import CrosswindServer

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// What a worker process has from its supervisor.
struct WorkerSeat {
    /// The worker's number, from 1; its successor gets the same.
    let number: Int
    /// The sockets to listen at.
    let listeners: [Int32]
    /// What the workers know of each other's connections; nil without shared memory.
    var shares: AcceptShares?
    /// What the worker says to its supervisor, a byte each; open to its end.
    let ready: Int32
    /// Ends when the supervisor does.
    let lifeline: Int32
    /// The worker's sign of life; nil when nobody watches.
    var pulse: Pulse?
    /// An inner supervisor's: where its workers enter themselves.
    var roll: WorkerRoll?
    /// Where to tell which directories the application's code comes from; nil without `--reload`.
    var sources: Int32?

    var addresses: [BindAddress] { listeners.map { .descriptor($0) } }

    func tellReady() {
        say(.ready)
    }

    /// Any thread: the worker wants to be replaced, and goes on until it is told to stop.
    func askForSuccessor() { say(.wantsSuccessor) }

    /// Any thread: the worker is ending by itself, and wants to be replaced at once.
    func sayGoing() { say(.isGoing) }

    private func say(_ word: WorkerWord) {
        var byte = word.rawValue
        _ = write(ready, &byte, 1)
    }
}
