import CrosswindCLI

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

exit(CommandMain.embedding(Array(CommandLine.arguments.dropFirst())))
