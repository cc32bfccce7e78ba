// Unsafe: memory that several processes share is reached by address; `@unchecked Sendable` because every word of it is an
// atomic. Indices are checked in release builds too.
import Synchronization

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Words of 64 bits that this process and those that it forks later have in common; all 0 at first.
///
/// Anonymous: no file, no name, gone with the last process. Pages that nobody touched take no memory. Never unmapped, as
/// threads may be writing until the process ends.
package final class SharedWords: @unchecked Sendable {
    package let count: Int
    private let words: UnsafeMutablePointer<Atomic<UInt64>>

    package init(count: Int) throws(SharedMemoryError) {
        let size = count * MemoryLayout<UInt64>.stride
        let place = mmap(nil, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0)
        guard let place, place != MAP_FAILED else {
            throw SharedMemoryError(reason: String(cString: strerror(errno)))
        }
        words = place.bindMemory(to: Atomic<UInt64>.self, capacity: count)
        self.count = count
    }

    @inline(__always)
    private func place(_ index: Int) -> UnsafeMutablePointer<Atomic<UInt64>> {
        precondition(index >= 0 && index < count)
        return words + index
    }

    @inline(__always)
    package subscript(_ index: Int) -> UInt64 {
        get { place(index).pointee.load(ordering: .relaxed) }
        set { place(index).pointee.store(newValue, ordering: .relaxed) }
    }

    /// Adds, round the end of 64 bits if it must: so a gauge may be lowered by adding `0 &- 1`.
    @inline(__always)
    package func add(_ value: UInt64, at index: Int) {
        place(index).pointee.wrappingAdd(value, ordering: .relaxed)
    }

    /// Adds 1 and gives back what was there before.
    package func next(_ index: Int) -> UInt64 {
        place(index).pointee.wrappingAdd(1, ordering: .acquiringAndReleasing).oldValue
    }

    /// Puts `new` in the place of `old`; false when another value was there.
    package func exchange(_ old: UInt64, for new: UInt64, at index: Int) -> Bool {
        place(index).pointee.compareExchange(expected: old, desired: new, ordering: .sequentiallyConsistent).exchanged
    }

    /// What is written before `publish` is seen by whoever saw its value with `acquire`.
    package func publish(_ value: UInt64, at index: Int) { place(index).pointee.store(value, ordering: .releasing) }

    package func acquire(_ index: Int) -> UInt64 { place(index).pointee.load(ordering: .acquiring) }
}

/// Why there is none.
package struct SharedMemoryError: Error, Sendable, CustomStringConvertible {
    let reason: String

    /// One line.
    package var description: String { "can't share memory between processes: \(reason)" }
}
