import CrosswindThreads

/// Entries by what requests call them. Any thread.
///
/// Keyed by a hash of the path's bytes, so that looking one up makes no `String`; the bytes are compared as well. Two
/// paths of one hash take turns, which whoever can't put files into the directory can't bring about.
package final class StaticCache: Sendable {
    private struct Kept {
        let mount: Int
        let path: [UInt8]
        let entry: any CachedFile

        var weight: Int { entry.weight + path.count }

        func isFor(_ mount: Int, _ path: UnsafeRawBufferPointer) -> Bool {
            self.mount == mount && self.path.count == path.count && path.elementsEqual(self.path)
        }
    }

    private struct State {
        // Two generations instead of a list in order of use: when the young one is full it becomes the old one, and what
        // nobody asked for since is gone after the next change.
        var young: [UInt64: Kept] = [:]
        var old: [UInt64: Kept] = [:]
        var weight = 0
    }

    private let state = Guarded(State())
    private let memory: Int

    /// At most `memory` bytes of content, roughly.
    package init(memory: Int) { self.memory = memory }

    /// The entry for a path, if it still is what is on the disk. Those of a `mount` are of one type.
    func find(mount: Int, _ path: UnsafeRawBufferPointer) -> (any CachedFile)? {
        let key = Self.hash(mount, path)
        let entry = state.withLock { state -> (any CachedFile)? in
            if let kept = state.young[key] { return kept.isFor(mount, path) ? kept.entry : nil }
            guard let kept = state.old[key], kept.isFor(mount, path) else { return nil }
            keep(kept, key, &state)
            return kept.entry
        }
        guard let entry else { return nil }
        if entry.isCurrent() { return entry }
        forget(mount: mount, path)
        return nil
    }

    func keep(_ entry: any CachedFile, mount: Int, _ path: UnsafeRawBufferPointer) {
        let kept = Kept(mount: mount, path: Array(path), entry: entry)
        state.withLock { keep(kept, Self.hash(mount, path), &$0) }
    }

    func forget(mount: Int, _ path: UnsafeRawBufferPointer) {
        let key = Self.hash(mount, path)
        state.withLock { state in
            if let gone = state.young.removeValue(forKey: key) { state.weight -= gone.weight }
            state.old[key] = nil
        }
    }

    /// The same for a path that is text already.
    package func find(mount: Int, _ path: String) -> (any CachedFile)? {
        var path = path
        return path.withUTF8 { find(mount: mount, UnsafeRawBufferPointer($0)) }
    }

    /// The same for a path that is text already.
    package func keep(_ entry: any CachedFile, mount: Int, _ path: String) {
        var path = path
        path.withUTF8 { keep(entry, mount: mount, UnsafeRawBufferPointer($0)) }
    }

    /// Forgets everything.
    package func forgetAll() {
        state.withLock { $0 = State() }
    }

    private func keep(_ kept: Kept, _ key: UInt64, _ state: inout State) {
        if state.weight + kept.weight > memory / 2 {
            state.old = state.young
            state.young = [:]
            state.weight = 0
        }
        if let replaced = state.young.updateValue(kept, forKey: key) { state.weight -= replaced.weight }
        state.weight += kept.weight
    }

    /// FNV-1a of 64 bits.
    private static func hash(_ mount: Int, _ path: UnsafeRawBufferPointer) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325 ^ UInt64(truncatingIfNeeded: mount)
        for byte in path { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return hash
    }
}
