import NIOCore
import Synchronization
import Testing

@testable import CrosswindServer

/// The queue between the loop and a reading thread, without either.
@Suite struct BodyStreamTests {
    private func stream(_ highWater: Int = 100) -> (BodyStream, Counter, Counter) {
        let (first, room) = (Counter(), Counter())
        return (
            BodyStream(highWater: highWater, expected: nil, onFirstRead: { first.add() }, resume: { room.add() }),
            first, room
        )
    }

    @Test func pieceByPiece() {
        let (stream, first, room) = stream()
        #expect(stream.isUntouched)
        #expect(stream.push("hello"))
        #expect(stream.push("world"))
        #expect(!stream.isUntouched)
        #expect(first.value == 0)
        #expect(stream.pull(3).text == "hel")
        #expect(stream.pull(100).text == "loworld")
        stream.end(.complete)
        for _ in 0..<2 {
            let (text, how) = stream.pull(10)
            #expect(text == "")
            #expect(how == .complete)
        }
        #expect(first.value == 1)
        #expect(room.value == 0)
    }

    @Test(arguments: [BodyStream.Ending.broken, .timedOut]) func whatCameIsReadBeforeTheEnd(_ ending: BodyStream.Ending)
    {
        let (stream, _, _) = stream()
        _ = stream.push("some")
        stream.end(ending)
        stream.end(.complete)
        #expect(stream.pull(2).text == "so")
        #expect(stream.pull(9).text == "me")
        #expect(stream.pull(9).how == ending)
    }

    @Test func fullUntilHalfIsRead() {
        let (stream, _, room) = stream(100)
        #expect(!stream.push(String(repeating: "x", count: 100)))
        _ = stream.pull(40)
        #expect(room.value == 0)
        _ = stream.pull(20)
        #expect(room.value == 1)
        _ = stream.pull(40)
        #expect(room.value == 1)
        #expect(stream.push("x"))
    }

    /// The rest of what the loop had read already arrives while the stream is full: the loop must still be told.
    @Test func moreComesWhileFull() {
        let (stream, _, room) = stream(100)
        #expect(!stream.push(String(repeating: "x", count: 100)))
        _ = stream.pull(30)
        #expect(!stream.push("y"))
        _ = stream.pull(100)
        #expect(room.value == 1)
    }

    /// A buffer for each byte would take a hundred times what the mark says.
    @Test func smallPiecesArePutTogether() {
        let (stream, _, _) = stream(1 << 20)
        for index in 0..<10_000 { _ = stream.push("\(index % 10)") }
        let long = String(repeating: "x", count: 5000)
        _ = stream.push(long)
        _ = stream.push("end")
        stream.end(.complete)
        var pieces: [String] = []
        while case .chunk(let buffer)? = stream.take(orWait: nil) { pieces.append(String(buffer: buffer)) }
        #expect(pieces.joined() == String(repeating: "0123456789", count: 1000) + long + "end")
        #expect(pieces.map(\.utf8.count) == [4096, 4096, 1808, 5000, 3])
    }

    @Test func whatTheConnectionMayGoOnWith() {
        let nothing: @Sendable () -> Void = {}
        func stream(waits: Bool) -> BodyStream {
            BodyStream(highWater: 100, expected: 5, onFirstRead: waits ? nothing : nil, resume: nothing)
        }
        #expect(stream(waits: false).leavesConnection)
        let waiting = stream(waits: true)
        // Whether its client sends the body nobody knows.
        #expect(!waiting.leavesConnection)
        _ = waiting.push("h")
        #expect(waiting.leavesConnection)
    }

    /// The smallest mark there can be.
    @Test func highWaterOfOne() {
        let (stream, _, room) = stream(1)
        for round in 1...3 {
            #expect(!stream.push("x"))
            #expect(stream.pull(1).text == "x")
            #expect(room.value == round)
        }
    }

    @Test func aReaderWaits() {
        let (stream, first, _) = stream()
        let result = Mutex("")
        let done = Gate()
        inThread {
            var text = ""
            while case let part = stream.pull(7).text, part != "" { text += part }
            let all = text
            result.withLock { $0 = all }
            done.open()
        }
        #expect(eventually { first.value == 1 })
        for _ in 0..<100 {
            _ = stream.push("0123456789")
        }
        stream.end(.complete)
        #expect(done.wait())
        #expect(result.withLock { $0 } == String(repeating: "0123456789", count: 100))
    }
}

final class Counter: Sendable {
    private let count = Atomic<Int>(0)
    func add() { count.add(1, ordering: .sequentiallyConsistent) }
    var value: Int { count.load(ordering: .sequentiallyConsistent) }
}

extension BodyStream {
    func push(_ text: String) -> Bool { Array(text.utf8).withUnsafeBytes { append($0) } }

    func pull(_ most: Int) -> (text: String, how: Ending) {
        var room = [UInt8](repeating: 0, count: most)
        var how = Ending.complete
        let count = room.withUnsafeMutableBytes { read(into: $0, how: &how) }
        return (String(decoding: room[..<count], as: UTF8.self), how)
    }
}
