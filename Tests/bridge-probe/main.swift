import PythonBridge

let location = try PythonLocation.find(explicit: CommandLine.arguments.dropFirst().first)
try PythonRuntime.embed(location)
print(PythonRuntime.version, PythonRuntime.isFreeThreaded)
func run() {
    Python.attach { py in
        do throws(PythonError) {
            print(try PythonRuntime.executable(py), try PythonRuntime.switchInterval(py))
            let d = try py.dict()
            try d.dictSet("a", try py.str("hé"))
            print(try d.representation())
            let m = try py.import("os.path")
            print(try m.representation())
            print(try m.attribute(path: "join.__name__").string())
            _ = try m.attribute("nope")
        } catch { print(error.traceback) }
    }
    do {
        let t = try PythonThread.spawn(name: "w") { seat in
            for _ in 0..<3 { seat.attach { py in print((try? py.import("threading").callMethod("current_thread").representation()) ?? "?") } }
        }
        print(t.join(within: .seconds(5)))
    } catch { print(error) }
}
run()
print(PythonRuntime.finalize())
