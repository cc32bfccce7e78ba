internal import CZlib

/// Lending bytes to a zlib stream for the length of a call.
enum ZlibInput {
    /// zlib counts its input in 32 bits.
    static var largest: Int { 1 << 30 }

    static func set(_ bytes: UnsafeRawBufferPointer, in stream: UnsafeMutablePointer<z_stream>) {
        let start = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self)
        stream.pointee.next_in = UnsafeMutablePointer(mutating: start)
        stream.pointee.avail_in = UInt32(bytes.count)
    }

    static func clear(_ stream: UnsafeMutablePointer<z_stream>) {
        stream.pointee.next_in = nil
        stream.pointee.avail_in = 0
    }
}
