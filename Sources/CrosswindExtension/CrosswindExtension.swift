import CrosswindCLI

/// `int crosswind_main(int argc, const char *const *argv)`: the command line, run by Python through `ctypes.PyDLL`, so with
/// the calling thread attached. `argv[0]` is the program's name. Gives back the exit code.
@c(crosswind_main)
public func crosswindMain(_ count: CInt, _ arguments: UnsafePointer<UnsafePointer<CChar>?>) -> CInt {
    var words: [String] = []
    for index in 1..<max(1, Int(count)) {
        if let word = arguments[index] { words.append(String(cString: word)) }
    }
    return CommandMain.hosted(words)
}

/// `const char *crosswind_version(void)`: the library's version; never freed.
@c(crosswind_version)
public func crosswindVersion() -> UnsafePointer<CChar> { version }

nonisolated(unsafe) private let version: UnsafePointer<CChar> = {
    let text = Version.current.utf8CString
    let copy = UnsafeMutablePointer<CChar>.allocate(capacity: text.count)
    for (index, character) in text.enumerated() { copy[index] = character }
    return UnsafePointer(copy)
}()
