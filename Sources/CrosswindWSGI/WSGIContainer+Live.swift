extension WSGIContainer {
    /// The Python threads of the process and what each of them is doing now; empty before the first container and after
    /// ``stopThreads(within:)``. From any thread; the threads looked at go on meanwhile.
    public static var workerThreads: [PythonWorkerThread] { PythonWorkers.live }

    /// Answers, in their application's place, requests with which an application has done nothing for `limit`: 504 where
    /// nothing of the response has left, a cut connection otherwise. To be called again and again by one thread, not attached,
    /// more often than `limit`; how often decides how exact it is.
    ///
    /// An application has done nothing while it didn't return, gave no piece of its body and wrote nothing; time in which
    /// the server sends doesn't count. The thread can't be stopped. Another is started in its place, up to as many as there
    /// were at first. When the application comes back all the same, what it returns is closed and dropped, and the thread
    /// serves again; its `start_response` and `write` raise `RuntimeError` from now on.
    public static func abandonRequests(silentFor limit: Duration) -> [AbandonedRequest] {
        let (seconds, attoseconds) = limit.components
        return PythonWorkers.abandon(
            silentFor: UInt64(max(0, seconds)) * 1_000_000_000 + UInt64(max(0, attoseconds) / 1_000_000_000))
    }

    /// Requests that the Python threads of the process have begun so far.
    public static var requestsServed: UInt64 { PythonWorkers.served }

    /// Python threads that can take requests: all but those whose request was given up and whose application hasn't come back.
    public static var usableThreads: Int { PythonWorkers.usable }
}
