import CrosswindHTTP

extension HTTPRequest {
    /// The value of a field that we know, without making a list of them all when the server has parsed the head and it
    /// was sent once or never.
    func field(_ known: KnownField, _ name: String) -> String? {
        if let head, !head.has(known) { return nil }
        return headers[name]
    }

    /// The path's bytes; valid as long as the request.
    package var pathBytes: UnsafeRawBufferPointer { Application.path(wholePath, mountedLength) }

    /// The first bytes of the path that routes match, mount included.
    package func quotedPrefix(_ length: Int) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: wholePath.prefix(length))
    }

    /// The same with the part that the application is mounted under.
    var wholePath: UnsafeRawBufferPointer {
        if let storedPath { return UnsafeRawBufferPointer(storedPath) }
        if let head { return head.slice(head.path) }
        return UnsafeRawBufferPointer(store(path.utf8))
    }

    /// Has routes match another path than the request's own, the end of it; before the request is routed.
    package func route(by path: String) {
        storedPath?.deallocate()
        _ = store(path.utf8)
        // "/" stands for nothing where the path ends with the mount.
        unseenPath = self.path.hasSuffix(path) ? String(self.path.dropLast(path.count)) : self.path
    }

    private func store(_ text: String.UTF8View) -> UnsafeMutableRawBufferPointer {
        let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: text.count, alignment: 1)
        bytes.copyBytes(from: text)
        storedPath = bytes
        return bytes
    }
}
