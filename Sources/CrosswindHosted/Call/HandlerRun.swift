import Crosswind
import CrosswindServer

/// The handler of one call, from beginning to end. Everything here happens detached from Python.
final class HandlerRun {
    let answer: CallAnswer
    private let log = CallLog()
    private let executor = CallExecutor()
    private var task: Task<Void, Never>?

    /// What goes into the task, which runs on this thread and alone touches it until it has ended: unchecked.
    private struct Parts: @unchecked Sendable {
        let application: Application
        let request: HTTPRequest
        let answer: CallAnswer
        let match: RouteMatch?
        let make: @Sendable () -> RequestHandler
    }
    private let parts: Parts

    init(
        _ application: Application, _ request: HTTPRequest, _ answer: CallAnswer, _ match: RouteMatch?,
        _ make: @escaping @Sendable () -> RequestHandler
    ) {
        self.answer = answer
        parts = Parts(application: application, request: request, answer: answer, match: match, make: make)
    }

    /// Runs it as far as it comes without waiting.
    func begin() {
        let parts = parts
        log.collecting {
            task = Task.immediate(executorPreference: executor) {
                await parts.application.run(parts.make(), parts.match, parts.request, parts.answer)
                parts.answer.hasEnded = true
            }
            executor.runReady()
        }
    }

    /// Goes on with what has become ready, after a quarter of a second of waiting at most.
    func waitAndGoOn() {
        executor.wait()
        log.collecting { executor.runReady() }
    }

    /// Goes on after the server has taken what was flushed, or has failed to.
    func goOn(delivered: Bool) {
        log.collecting {
            answer.delivered(delivered)
            executor.runReady()
        }
    }

    /// What was logged meanwhile, to be written now.
    func takeLog() -> String { log.take() }

    /// Gives the handler up; what it does from now on goes nowhere.
    func abandon() {
        answer.abandon()
        task?.cancel()
        executor.abandon()
    }
}

/// Answers with an error page, for what is not a request or may not go on.
final class Refusal: RequestHandler {
    private var error: any Error = HTTPError(500)

    convenience init(_ error: any Error) {
        self.init()
        self.error = error
    }

    override func prepare() async throws { throw error }
}
