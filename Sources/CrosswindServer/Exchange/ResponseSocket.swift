#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// What the socket did with bytes given to it.
package enum Transmission {
    /// It took so many bytes; fewer than given means that it is full.
    case sent(Int)
    /// The client is gone.
    case gone
}

/// A worker writes its own answer: the thread that ran the app gives the bytes to the socket itself.
///
/// That spares the way back to the event loop: a hand-over, a wake-up, a second write path. It is safe because the
/// thread uses a duplicate of the descriptor, which the loop closes only after the exchange was completed: whatever
/// the loop does to the connection meanwhile, this number can't come to name another client's socket.
package struct ResponseSocket: Sendable {
    /// A duplicate of the connection's descriptor; -1 before a thread was lent one.
    let descriptor: Int32

    /// No connection's.
    package static let none = ResponseSocket(descriptor: -1)

    /// Offers `bytes` to the socket without waiting. From the thread that answers.
    package func transmit(_ bytes: UnsafeRawBufferPointer, more: Bool = false) -> Transmission {
        var done = 0
        while done < bytes.count {
            let sent = send(descriptor, bytes.baseAddress! + done, bytes.count - done, Self.flags(more: more))
            if sent > 0 {
                done += sent
            } else if sent == 0 || errno == EAGAIN || errno == EWOULDBLOCK {
                break
            } else if errno != EINTR {
                return .gone
            }
        }
        return .sent(done)
    }

    /// The same for a short head and a long payload that need not be copied together. Counts both.
    package func transmit(_ head: UnsafeRawBufferPointer, _ payload: UnsafeRawBufferPointer) -> Transmission {
        guard payload.count > 0 else { return transmit(head) }
        guard head.count > 0 else { return transmit(payload) }
        var done = 0
        while done < head.count {
            let sent = withUnsafeTemporaryAllocation(of: iovec.self, capacity: 2) { parts in
                parts[0] = iovec(
                    iov_base: UnsafeMutableRawPointer(mutating: head.baseAddress! + done), iov_len: head.count - done)
                parts[1] = iovec(
                    iov_base: UnsafeMutableRawPointer(mutating: payload.baseAddress!), iov_len: payload.count)
                var message = msghdr()
                message.msg_iov = parts.baseAddress
                message.msg_iovlen = 2
                return sendmsg(descriptor, &message, Self.flags(more: false))
            }
            if sent > 0 {
                done += sent
            } else if sent == 0 || errno == EAGAIN || errno == EWOULDBLOCK {
                return .sent(done)
            } else if errno != EINTR {
                return .gone
            }
        }
        guard done < head.count + payload.count else { return .sent(done) }
        switch transmit(UnsafeRawBufferPointer(rebasing: payload[(done - head.count)...])) {
        case .sent(let more): return .sent(done + more)
        case .gone: return .gone
        }
    }

    /// Sleeps until the socket takes bytes again. False when the client is gone or took nothing for `milliseconds`.
    ///
    /// The calling thread must not be attached to Python: it may sleep long.
    package func waitWritable(milliseconds: Int32) -> Bool {
        var wanted = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        var left = untaken
        while true {
            let ready = poll(&wanted, 1, milliseconds)
            if ready > 0 { return wanted.revents & Int16(POLLERR | POLLHUP | POLLNVAL) == 0 }
            if ready == 0 {
                let now = untaken
                guard now < left else { return false }
                left = now
            } else if errno != EINTR {
                return false
            }
        }
    }

    /// Bytes that the kernel holds because the client hasn't taken them; 0 where the system doesn't say.
    ///
    /// Linux lets a socket be written to again only when a third of what it may hold has left (`sk_stream_is_writeable`):
    /// megabytes, which a client that takes a little all the time can be minutes about. This number tells sooner that it does.
    var untaken: Int {
        #if os(Linux)
        var count: Int32 = 0
        // tcp(7) and unix(7) call it SIOCOUTQ, which has the same number.
        return ioctl(descriptor, UInt(TIOCOUTQ), &count) == 0 ? Int(count) : 0
        #else
        return 0
        #endif
    }

    /// Ends the connection by a reset, which says that not all has come (RFC 9112 §8: a body that the end of its
    /// connection delimits counts as whole after any other end). A thread that sleeps on the socket wakes.
    func reset() {
        var none = linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &none, socklen_t(MemoryLayout<linger>.size))
        // Closing alone would have to wait for the last duplicate; disconnecting resets at once.
        var nowhere = sockaddr()
        nowhere.sa_family = sa_family_t(AF_UNSPEC)
        if connect(descriptor, &nowhere, socklen_t(MemoryLayout<sockaddr>.size)) != 0 {
            shutdown(descriptor, Int32(SHUT_RDWR))
        }
    }

    private static func flags(more: Bool) -> Int32 {
        #if os(Linux)
        Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT) | (more ? Int32(MSG_MORE) : 0)
        #else
        Int32(MSG_DONTWAIT)
        #endif
    }
}
