import Testing

@testable import CrosswindServer

@Suite struct MailboxTests {
    private func taken(_ mailbox: Mailbox) -> [ObjectIdentifier] {
        var all: [ObjectIdentifier] = []
        var link = mailbox.takeAll()
        while let pointer = UnsafeRawPointer(bitPattern: link) {
            let exchange = Unmanaged<HTTPExchange>.fromOpaque(pointer).takeUnretainedValue()
            all.append(ObjectIdentifier(exchange))
            link = exchange.link
        }
        return all
    }

    @Test func everythingOnce() {
        let mailbox = Mailbox()
        let exchanges = (0..<3).map { _ in HTTPExchange() }
        #expect(taken(mailbox) == [])
        for exchange in exchanges { mailbox.post(exchange) }
        #expect(taken(mailbox) == exchanges.reversed().map { ObjectIdentifier($0) })
        #expect(taken(mailbox) == [])
        mailbox.post(exchanges[1])
        #expect(taken(mailbox) == [ObjectIdentifier(exchanges[1])])
    }

    @Test func oneWakeUpAtATime() {
        let mailbox = Mailbox()
        #expect(mailbox.shouldWake())
        #expect(!mailbox.shouldWake())
        mailbox.wakingIsOver()
        #expect(mailbox.shouldWake())
    }

    /// Threads post while the loop takes: nothing is lost, nothing comes twice.
    @Test func manyThreads() {
        let mailbox = Mailbox()
        let exchanges = (0..<4000).map { _ in HTTPExchange() }
        let ended = Counter()
        for part in 0..<4 {
            inThread {
                for index in stride(from: part, to: exchanges.count, by: 4) { mailbox.post(exchanges[index]) }
                ended.add()
            }
        }
        var seen: Set<ObjectIdentifier> = []
        var count = 0
        while true {
            let isLast = ended.value == 4
            let some = taken(mailbox)
            count += some.count
            seen.formUnion(some)
            if isLast { break }
        }
        #expect(count == exchanges.count)
        #expect(seen.count == exchanges.count)
    }
}
