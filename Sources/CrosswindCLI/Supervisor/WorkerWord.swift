/// What a worker says to its supervisor.
enum WorkerWord: UInt8 {
    /// It listens.
    case ready = 1
    /// It goes on, but has lived long enough.
    case wantsSuccessor = 2
    /// It is on its way out.
    case isGoing = 3
}
