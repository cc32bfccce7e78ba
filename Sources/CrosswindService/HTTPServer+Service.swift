public import CrosswindServer
import CrosswindThreads
import Logging
public import ServiceLifecycle

/// A server that listens already, as a service of a group: it stops when the group does.
extension HTTPServer: Service {
    /// Serves until the group shuts down gracefully, then finishes as `HTTPServer.stop(after:within:)` does: it serves on,
    /// unready, for the configuration's `drainDelay`, then running requests have its `gracefulTimeout`. A cancellation, before or meanwhile (the group's
    /// `maximumGracefulShutdownDuration`), cuts every connection.
    ///
    /// - Throws: `CancellationError` when it was cancelled before a graceful shutdown began.
    public func run() async throws {
        Autoreload.startIfWanted()
        do {
            try await gracefulShutdown()
        } catch {
            await onThread { _ = self.stop(within: .zero) }
            throw error
        }
        await withTaskCancellationHandler {
            let cut = await onThread { self.stop() }
            if cut > 0 {
                configuration.logger.warning("connections were cut at the end", metadata: ["count": "\(cut)"])
            }
        } onCancel: {
            _ = BackgroundThread.start { self.abort() }
        }
    }
}

/// Runs `body`, which blocks, on a thread of its own.
func onThread<Success: Sendable>(_ body: @escaping @Sendable () -> Success) async -> Success {
    await withCheckedContinuation { continuation in
        let isStarted = BackgroundThread.start { continuation.resume(returning: body()) }
        // No thread to be had: better late here than never.
        if !isStarted { continuation.resume(returning: body()) }
    }
}
