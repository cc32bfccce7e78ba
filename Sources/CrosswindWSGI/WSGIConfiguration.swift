/// How a ``WSGIContainer`` runs its application.
public struct WSGIConfiguration: Sendable {
    /// Python threads, 1 to 256, of the process. 8: an app that blocks needs several, one that doesn't pays nothing for
    /// them, since only a worker that is stuck wakes another. The first container made decides.
    public var threads = 8
    /// Requests that may wait for a thread before the server answers 503. 1,024.
    public var queueDepth = 1024
    /// The URL prefix that the application is mounted under: `SCRIPT_NAME`. Empty, or `/` and a path without a slash at
    /// its end.
    public var rootPath = ""
    /// Whether the application is called before a request's body is there, and reads it as it comes. Off: a slow upload
    /// would hold a thread.
    public var streamsRequestBody = false
    /// The value of `wsgi.multiprocess`: whether other processes may serve the same application.
    public var isMultiprocess = false
    /// Whether responses say in `Server-Timing` how long the request waited and was in the application (W3C Server Timing):
    /// for whoever may know that. Needs `ServerConfiguration.timesRequests`; the first container made decides.
    public var serverTiming = false
    /// The value of `SERVER_SOFTWARE`.
    public var software = "crosswind"

    /// The defaults.
    public init() {}
}
