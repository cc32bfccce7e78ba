import CrosswindServer
import Testing

@testable import CrosswindCLI

/// What systemd says by variables.
@Suite struct PassedSocketsTests {
    private func environment(_ changes: [String: String] = [:]) -> [String: String] {
        ["LISTEN_PID": "0", "LISTEN_FDS": "2", "LISTEN_FDNAMES": "web:admin"].merging(changes) { $1 }
    }

    @Test func takenWhenNobodySaysOtherwise() throws {
        let given = try options(environment: environment(["PORT": "1"]))
        #expect(given.bind == [.descriptor(3), .descriptor(4)] && given.warnings.isEmpty)
        let named = try options("--bind", "fd://admin,:80", environment: environment())
        #expect(named.bind == [.descriptor(4), .tcp(host: "0.0.0.0", port: 80)])
        #expect(named.warnings.count == 1 && named.warnings[0].contains("fd://3"))
        let twice = environment(["LISTEN_FDNAMES": "web:web"])
        #expect(try options("--bind=fd://web", environment: twice).bind == [.descriptor(3), .descriptor(4)])
    }

    @Test func othersAndBrokenOnes() throws {
        for changes in [
            ["LISTEN_PID": "1"], ["LISTEN_PID": ""], ["LISTEN_FDS": "0"], ["LISTEN_FDS": "-1"], ["LISTEN_FDS": "x"],
            ["LISTEN_FDS": "100000"],
        ] {
            #expect(try options(environment: environment(changes)).bind == [.tcp(host: "127.0.0.1", port: 8000)])
        }
        let few = PassedSockets(environment(["LISTEN_FDNAMES": "web"]), processID: 0)
        #expect(few.sockets.map(\.name) == ["web", ""])
        #expect(usageError("--bind=fd://x", environment: environment()).contains("there is web, admin"))
        #expect(usageError("--bind=fd://x").contains("none was passed by name"))
    }
}

@Suite struct ServiceManagerTests {
    @Test func variables() throws {
        #expect(ServiceManager([:], processID: 1) == nil)
        for name in ["", "/", "@", "relative", "vsock:2:1", String(repeating: "/x", count: 80)] {
            #expect(ServiceManager(["NOTIFY_SOCKET": name], processID: 1) == nil, "\(name)")
        }
        func watchdog(_ microseconds: String, pid: String? = nil) -> Duration? {
            ServiceManager(
                ["NOTIFY_SOCKET": "@x", "WATCHDOG_USEC": microseconds, "WATCHDOG_PID": pid].compactMapValues { $0 },
                processID: 7)?.watchdog
        }
        #expect(watchdog("30000000") == .seconds(30))
        #expect(watchdog("30000000", pid: "7") == .seconds(30))
        #expect(watchdog("30000000", pid: "8") == nil)
        for text in ["", "0", "-1", "x"] { #expect(watchdog(text) == nil) }
    }

    /// Nobody is there: no error, no delay, no crash.
    @Test func nobodyListens() throws {
        let manager = try #require(ServiceManager(["NOTIFY_SOCKET": "@crosswind-test-nobody"], processID: 1))
        #expect(!manager.tell(["READY=1"]))
        var report = ServiceReport(manager)
        report.ready("x")
        report.turn(isAlive: true, status: "y")
        #expect(ServiceReport(nil).patience == nil)
        #expect(report.patience == .seconds(10))
    }
}

@Suite struct FileModeTests {
    @Test func octal() throws {
        for (text, mode) in [("0", 0), ("22", 0o22), ("027", 0o27), ("0660", 0o660), ("0o777", 0o777)]
            as [(String, UInt32)]
        {
            #expect(try FileMode.parse(text) == mode)
        }
        for text in ["", "8", "1777", "rw", "-1", "0x1f", "00000"] {
            #expect(throws: UsageError.self) { try FileMode.parse(text) }
        }
    }
}

@Suite struct IdentityTests {
    @Test func lookUp() throws {
        #expect(try Identity.find(user: nil, group: nil) == nil)
        let root = try #require(try Identity.find(user: "root", group: nil))
        #expect(root.user == 0 && root.group == 0 && root.name == "root" && root.home == "/root")
        #expect(
            try Identity.find(user: "0", group: "54321") == Identity(user: 0, group: 54321, name: "root", home: "/root")
        )
        #expect(try Identity.find(user: nil, group: "7") == Identity(user: nil, group: 7, name: nil, home: nil))
        for (user, group) in [("no-such-user", nil), ("4000000000", nil), (nil, "no-such-group")]
            as [(String?, String?)]
        {
            #expect(throws: UsageError.self) { try Identity.find(user: user, group: group) }
        }
    }

    @Test func options() throws {
        let given = try CrosswindCLITests.options(
            "-u", "www-data", "--gid=33", "--umask=027", "-p", "/run/x.pid", "--uds-permissions=660", "--proc-name=shop"
        )
        #expect(given.user == "www-data" && given.group == "33" && given.umask == 0o27 && given.pidFile == "/run/x.pid")
        #expect(given.udsMode == 0o660 && given.name == "shop")
        #expect(try CrosswindCLITests.options().title == "app:app")
        #expect(usageError("-p", "4").contains("--workers 4"))
    }
}
