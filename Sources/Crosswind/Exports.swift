// What a program with handlers needs from below comes with `import Crosswind`: fields and cookies, servers and loops, the
// secret of signed cookies, loggers, and the bytes that handlers write and read.
@_exported public import CrosswindHTTP
@_exported public import CrosswindSecurity
@_exported public import CrosswindServer
@_exported public import Logging
@_exported public import struct NIOCore.ByteBuffer
