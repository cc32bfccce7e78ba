/// What a process's threads do at the moment, from whoever knows: the command asks Python.
public struct LiveReport: Sendable {
    /// A thread that runs the application.
    public struct Thread: Sendable {
        /// As `ps -L` shows it; 0 when it isn't known.
        public let nativeID: Int
        /// Its name.
        public let name: String
        /// nil when it waits for a request.
        public let request: Request?
        /// Outermost first; nil when they could not be looked at in time.
        public let stack: [Frame]?

        /// A thread.
        public init(nativeID: Int, name: String, request: Request?, stack: [Frame]?) {
            self.nativeID = nativeID
            self.name = name
            self.request = request
            self.stack = stack
        }
    }

    /// A request that a thread answers. Texts are a stranger's.
    public struct Request: Sendable {
        /// Nanoseconds since the thread took it.
        public let age: UInt64
        /// As sent.
        public let method: String
        /// As sent, or its beginning.
        public let target: String
        /// The client's address; empty for a UNIX socket.
        public let client: String

        /// A request.
        public init(age: UInt64, method: String, target: String, client: String) {
            self.age = age
            self.method = method
            self.target = target
            self.client = client
        }
    }

    /// A line of a stack.
    public struct Frame: Sendable {
        /// The file, as Python has it.
        public let file: String
        /// The line, from 1.
        public let line: Int
        /// The function.
        public let function: String
        /// The line itself, empty when the file isn't there.
        public let source: String

        /// A line of a stack.
        public init(file: String, line: Int, function: String, source: String) {
            self.file = file
            self.line = line
            self.function = function
            self.source = source
        }
    }

    /// All of them.
    public var threads: [Thread]
    /// Nanoseconds for which a thread that wants to look at the stacks has waited for the GIL in vain; nil when it was had.
    public var gilHeldFor: UInt64?

    /// A report.
    public init(threads: [Thread], gilHeldFor: UInt64? = nil) {
        self.threads = threads
        self.gilHeldFor = gilHeldFor
    }

    /// Gives `done` a report within about `patience`, with what is known by then. Called on an event loop; may call back on
    /// any thread, once.
    public typealias Source = @Sendable (_ patience: Duration, _ done: @escaping @Sendable (LiveReport) -> Void) -> Void
}
