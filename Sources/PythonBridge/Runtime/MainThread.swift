internal import Synchronization

/// The thread state that starting the interpreter made, needed again by the thread that finalises it.
enum MainThread {
    /// A word, because OpaquePointer is not Sendable.
    struct Cell: ~Copyable {
        private let bits = Atomic<UInt>(0)

        func store(_ state: OpaquePointer) { bits.store(UInt(bitPattern: state), ordering: .releasing) }

        func take() -> OpaquePointer? { OpaquePointer(bitPattern: bits.exchange(0, ordering: .acquiring)) }
    }

    static let state = Cell()
}
