/// A finished request as the access log sees it.
///
/// All bytes are borrowed: they need to be valid only while `AccessLogRenderer.render` runs. Empty means that there is
/// no such thing, and shows as `-`.
public protocol AccessRecord: ~Copyable, ~Escapable {
    /// The client's address as text.
    var remoteAddress: UnsafeRawBufferPointer { get }
    /// The method, as sent.
    var method: UnsafeRawBufferPointer { get }
    /// The request target, as sent.
    var target: UnsafeRawBufferPointer { get }
    /// The target's path, as sent.
    var path: UnsafeRawBufferPointer { get }
    /// The target's query without `?`, as sent.
    var query: UnsafeRawBufferPointer { get }
    /// The protocol, as in `HTTP/1.1`.
    var protocolVersion: UnsafeRawBufferPointer { get }
    /// The response's status code.
    var status: Int { get }
    /// Bytes of the response's body that were sent, without framing.
    var bodyBytes: UInt64 { get }
    /// When the request was received: seconds since 1970.
    var wallSeconds: Int64 { get }
    /// Nanoseconds of that second, below 1,000,000,000.
    var wallNanoseconds: Int32 { get }
    /// Nanoseconds from the request's first byte to the response's last.
    var duration: UInt64 { get }
    /// Nanoseconds the request waited for a Python thread.
    var queueWait: UInt64 { get }
    /// Nanoseconds its thread waited for the GIL.
    var gilWait: UInt64 { get }
    /// Nanoseconds it was in the application.
    var appTime: UInt64 { get }
    /// The value of a request header, by its lower-case name; empty when it is absent.
    func requestHeader(_ name: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer
    /// The value of a response header, by its lower-case name; empty when it is absent.
    func responseHeader(_ name: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer
    /// The value of an environ variable, by its name; empty when it is absent or the request had no environ.
    func environment(_ name: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer
}

extension AccessRecord where Self: ~Copyable, Self: ~Escapable {
    /// Empty: whoever has no environ at hand needn't say so.
    public func environment(_ name: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: nil, count: 0)
    }
}
