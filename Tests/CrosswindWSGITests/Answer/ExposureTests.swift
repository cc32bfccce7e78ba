import CrosswindServer
import Synchronization
import Testing

@testable import CrosswindServer
@testable import CrosswindWSGI

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Output that another thread may send while the app works.
@Suite struct ExposureTests {
    private static let patience: UInt64 = 1_000_000

    @Test func notBeforeItsTime() throws {
        let pair = try SocketPair()
        let exposure = Exposure()
        let bytes = Array("hello".utf8)
        bytes.withUnsafeBytes { bytes in
            #expect(!exposure.look(now: 5_000_000))
            exposure.expose(bytes, pair.socket, now: 10_000_000)
            #expect(exposure.look(now: 10_000_000 + Self.patience))
            // Looked at the clock before the worker did.
            #expect(exposure.look(now: 9_999_000))
            #expect(exposure.conceal() == nil)
        }
        #expect(!exposure.look(now: 99_000_000))
        #expect(pair.received() == "")
    }

    @Test func sentWhenItTakesLong() throws {
        let pair = try SocketPair()
        let exposure = Exposure()
        let bytes = Array("hello".utf8)
        bytes.withUnsafeBytes { bytes in
            exposure.expose(bytes, pair.socket, now: 0)
            #expect(!exposure.look(now: Self.patience + 1))
            #expect(!exposure.look(now: Self.patience + 2))
            guard case .sent(5)? = exposure.conceal() else {
                Issue.record("the worker wasn't told")
                return
            }
            #expect(exposure.conceal() == nil)
        }
        #expect(pair.received() == "hello")
    }

    @Test func theClientIsGone() throws {
        let pair = try SocketPair()
        pair.closeFarEnd()
        let exposure = Exposure()
        let bytes = [UInt8](repeating: 1, count: 100)
        bytes.withUnsafeBytes { bytes in
            exposure.expose(bytes, pair.socket, now: 0)
            _ = exposure.look(now: 10 * Self.patience)
            guard case .gone? = exposure.conceal() else {
                Issue.record("the worker wasn't told")
                return
            }
        }
    }

    /// A worker and a watch at full speed: each byte goes out once, in order, whoever sends it.
    @Test func twoThreads() throws {
        let pair = try SocketPair()
        let exposure = Exposure()
        let stopping = Atomic<Bool>(false)
        let rounds = 20_000
        let total = Mutex(0)
        let done = Atomic<Int>(0)
        // Threads of their own, since Swift's pool must not spin.
        inTestThread {
            while !stopping.load(ordering: .acquiring) { _ = exposure.look(now: .max / 2) }
            done.add(1, ordering: .acquiringAndReleasing)
        }
        inTestThread {
            var expected = 0
            while expected < rounds, let byte = pair.byte() {
                if byte != UInt8(truncatingIfNeeded: expected) { break }
                expected += 1
            }
            let got = expected
            total.withLock { $0 = got }
            done.add(1, ordering: .acquiringAndReleasing)
        }
        var bySelf = 0
        for round in 0..<rounds {
            let bytes = [UInt8(truncatingIfNeeded: round)]
            bytes.withUnsafeBytes { bytes in
                exposure.expose(bytes, pair.socket, now: 0)
                if round % 3 == 0 { sched_yield() }
                var left = 1
                switch exposure.conceal() {
                case .sent(let count)?: left -= count
                case .gone?: Issue.record("gone")
                case nil: break
                }
                while left > 0 {
                    if case .sent(1) = pair.socket.transmit(bytes) {
                        left = 0
                        bySelf += 1
                    } else {
                        sched_yield()
                    }
                }
            }
        }
        stopping.store(true, ordering: .releasing)
        #expect(soon { done.load(ordering: .acquiring) == 2 })
        #expect(total.withLock { $0 } == rounds)
        #expect(bySelf < rounds)
    }
}

/// Two sockets that are connected to each other.
final class SocketPair: Sendable {
    let socket: ResponseSocket
    private let far: Int32
    private let farIsOpen = Atomic<Bool>(true)

    init() throws {
        var ends: [Int32] = [-1, -1]
        #if canImport(Glibc)
        let kind = Int32(SOCK_STREAM.rawValue)
        #else
        let kind = SOCK_STREAM
        #endif
        try #require(socketpair(AF_UNIX, kind, 0, &ends) == 0)
        socket = ResponseSocket(descriptor: ends[0])
        far = ends[1]
    }

    deinit {
        close(socket.descriptor)
        closeFarEnd()
    }

    func closeFarEnd() {
        if farIsOpen.exchange(false, ordering: .acquiringAndReleasing) { close(far) }
    }

    /// What is there now.
    func received() -> String {
        var room = [UInt8](repeating: 0, count: 1000)
        let count = recv(far, &room, room.count, Int32(MSG_DONTWAIT))
        return String(decoding: room[..<max(0, count)], as: UTF8.self)
    }

    /// The next byte, waited for.
    func byte() -> UInt8? {
        var byte: UInt8 = 0
        return recv(far, &byte, 1, 0) == 1 ? byte : nil
    }
}
