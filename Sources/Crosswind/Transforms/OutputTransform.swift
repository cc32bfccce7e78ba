public import NIOCore

/// Changes responses on their way out (Tornado: `tornado.web.OutputTransform`): compression, for one. One is made for
/// each request (``Settings/transforms``) and sees the response's pieces in order, on the thread that runs the handler;
/// what it has to remember between them it keeps in its properties.
///
///     final class Shout: OutputTransform {
///         func transformFirst(_ head: inout ResponseHead, _ chunk: inout ByteBuffer, isLast: Bool) {
///             head.fields.remove("Content-Length")
///             transform(&chunk, isLast: isLast)
///         }
///         func transform(_ chunk: inout ByteBuffer, isLast: Bool) {
///             chunk = ByteBuffer(string: String(buffer: chunk).uppercased())
///         }
///     }
public protocol OutputTransform: AnyObject {
    /// The head, before it is sent, and the first piece of the body; `isLast` when that is all of it. When the handler
    /// fails before the head has left this is called again, for the error page. What it puts into the body of a
    /// response that has none (304) is dropped.
    func transformFirst(_ head: inout ResponseHead, _ chunk: inout ByteBuffer, isLast: Bool)
    /// A further piece; `isLast` for the last one, which may be empty.
    func transform(_ chunk: inout ByteBuffer, isLast: Bool)
    /// Whether the rest of this response would come out as it goes in. Asked after ``transformFirst(_:_:isLast:)``; a file
    /// then goes to the socket without passing through the program. False unless said otherwise.
    var isPassingThrough: Bool { get }
}

extension OutputTransform {
    /// It wants to see everything.
    public var isPassingThrough: Bool { false }
}
