// bridge-probe PYTHON SCENARIO...: runs scenarios of the bridge in a process of their own, since one process holds one Python.
// Prints "ok NAME" or "failed NAME: WHAT" for each; the status says whether all went well.
import PythonBridge

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

let arguments = Array(CommandLine.arguments.dropFirst())
guard let python = arguments.first else {
    print("usage: bridge-probe PYTHON SCENARIO...")
    exit(2)
}
do throws(PythonRuntimeError) {
    try PythonRuntime.embed(try PythonLocation.find(explicit: python))
} catch {
    print("failed start: \(error)")
    exit(1)
}
var allWell = true
for name in arguments.dropFirst() {
    guard let scenario = scenarios[name] else {
        print("failed \(name): no such scenario")
        exit(2)
    }
    var check = Check()
    scenario(&check)
    allWell = check.report(name) && allWell
}
if PythonRuntime.state == .running, PythonRuntime.finalize() != .finalised {
    print("failed end: not finalised")
    allWell = false
}
exit(allWell ? 0 : 1)
