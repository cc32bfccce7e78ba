import CrosswindHTTP
import CrosswindServer
import PythonBridge

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// What a slow client leaves of a finished answer: it waits in memory while all answers together leave room there, else in a
/// file, from which the loop sends it. So the thread is free in any case, and clients that ask for much and read nothing
/// can't fill the memory.
extension WorkerServer {
    /// Keeps `payload` behind `output`, of which the socket takes no more now. From the first byte in a file on, all that
    /// follows goes there.
    func keep(_ payload: UnsafeRawBufferPointer, _ python: inout Python) {
        guard spool != nil || !mayStay(output.count + payload.count) else { return output.append(payload) }
        guard let spool = spool ?? openSpool() else { return }
        let prefix = output.bytes
        // A disk may let one wait.
        let failure = python.detached { spool.append(prefix) && spool.append(payload) ? 0 : errno }
        wasSpooled(failure)
    }

    /// The same for `output` alone, when it has grown too long to wait for a next payload.
    func keepOutput(_ python: inout Python) {
        guard spool != nil || output.count > ResponseMemory.free else { return }
        keep(UnsafeRawBufferPointer(start: nil, count: 0), &python)
    }

    /// The end of what `keep` began, for the loop: `output` as bytes or, behind what is in the file, as the end of that.
    /// False when it can't be kept.
    func leaveRest(to first: HTTPExchange) -> Bool {
        if spool != nil || !mayStay(output.count) {
            // Not detached: what is left here is short, or its app was given up, and then nobody is attached.
            guard let spool = spool ?? openSpool(), wasSpooled(spool.append(output.bytes) ? 0 : errno) else {
                return false
            }
            first.fileRest = spool.rest()
            self.spool = nil
        }
        first.share = share
        share = nil
        return true
    }

    /// Nothing is kept any more.
    func forgetKept() {
        spool = nil
        share = nil
    }

    /// Whether so many bytes may wait in memory.
    private func mayStay(_ count: Int) -> Bool {
        // Behind the second comes a file: no more than the gathered answers to pipelined requests.
        if count <= ResponseMemory.free || first.fileRest != nil { return true }
        let part = share ?? ResponseMemory.Share(of: core._withUnsafeGuaranteedRef { $0.responseMemory })
        guard part.grow(to: count) else { return false }
        share = part
        return true
    }

    private func openSpool() -> SpoolFile? {
        spool = SpoolFile(directory: spoolDirectory)
        // Of what was counted, all goes into the file.
        share = nil
        if spool == nil { wasSpooled(errno) }
        return spool
    }

    /// `output` has gone into the file, if `failure` is 0; else nothing more is sent.
    @discardableResult
    private func wasSpooled(_ failure: Int32) -> Bool {
        guard failure != 0 else {
            output.clear(keep: 262_144)
            headStart = 0
            return true
        }
        SpoolFile.answerFailed(failure, spoolDirectory, logger)
        isGone = true
        return false
    }
}
