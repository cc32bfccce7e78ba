import PythonBridge

/// That the interpreter thinks it is the one it was found as. The test compares with what the interpreter itself prints.
enum Location {
    @Sendable static func all(_ check: inout Check) {
        check.attached { py, check throws(PythonError) in
            let module = try py.module(named: "location")
            try py.run(
                """
                import sys, site, sysconfig
                print("prefix", sys.prefix)
                print("base", sys.base_prefix)
                print("executable", sys.executable)
                print("purelib", sysconfig.get_path("purelib"))
                print("onpath", sysconfig.get_path("purelib") in sys.path)
                print("argv", sys.argv)
                import multiprocessing
                context = multiprocessing.get_context("spawn")
                with context.Pool(1) as pool:
                    print("spawned", pool.apply(len, ((1, 2, 3),)))
                    print("spawnedPrefix", pool.apply(eval, ("__import__('sys').prefix",)))
                sys.stdout.flush()
                """, file: "<location>", in: module)
            check.equal(try PythonRuntime.executable(py).isEmpty, false)
            check.that(try PythonRuntime.switchInterval(py) > 0, "switch interval")
            check.that(PythonRuntime.version >= PythonVersion(major: 3, minor: 9), "version")
        }
    }
}
