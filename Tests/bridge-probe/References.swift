import PythonBridge

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// Counts of references and memory.
enum References {
    static func of(_ object: borrowing PyStored) -> Int64 {
        let address = Int64(Int(bitPattern: object.unsafePointer))
        let count = try? Python.attach { py throws(PythonError) in
            let globals = try py.dict()
            try globals.dictSet("address", try py.int(address))
            try globals.dictSet("__builtins__", py.builtins)
            return try py.evaluate("__import__('ctypes').c_ssize_t.from_address(address).value", globals: globals)
                .int64()
        }
        return count ?? -1
    }

    static func residentKiB() -> Int {
        var usage = rusage()
        #if canImport(Darwin)
        getrusage(RUSAGE_SELF, &usage)
        return usage.ru_maxrss / 1024
        #else
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        return usage.ru_maxrss
        #endif
    }
}
