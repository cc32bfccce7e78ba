import Testing

@testable import CrosswindStatus

@Suite struct PageTests {
    private let nasty = "\"><script>alert('x')</script>&amp;\u{202E}\u{0}"

    @Test func textCanNotBecomeMarkup() {
        let made: Markup = "<a title=\"\(nasty)\">\(nasty)</a>"
        #expect(!made.html.contains("<script"))
        #expect(made.html.utf8.count { $0 == UInt8(ascii: "<") } == 2)
        #expect(made.html.utf8.count { $0 == UInt8(ascii: "\"") } == 2)
        #expect(made.html.contains("&amp;amp;"))
        // What turns the writing direction would make a target look like another.
        #expect(made.html.contains("\\u{202e}\\u{0}"))
    }

    @Test func partsOfWorkersAreEscaped() {
        let frame = LiveReport.Frame(file: nasty, line: 3, function: nasty, source: nasty)
        let request = LiveReport.Request(age: 2_000_000_000, method: nasty, target: nasty, client: nasty)
        let thread = LiveReport.Thread(nativeID: 7, name: "t", request: request, stack: [frame])
        let rows = WorkerPart.rows(LiveReport(threads: [thread]), number: 1).html
        #expect(!rows.contains("<script") && rows.contains("&lt;script&gt;"))
        let json = WorkerPart.json(LiveReport(threads: [thread]))
        #expect(!json.contains("<script") && json.utf8.allSatisfy { $0 >= 32 && $0 < 127 })
        #expect(json.contains(#""line":3"#) && json.contains(#""age_s":2.0"#))
    }

    @Test func aHeldGILIsSaid() {
        let rows = WorkerPart.rows(LiveReport(threads: [], gilHeldFor: 3_000_000_000), number: 4).html
        #expect(rows.contains("Worker 4: the GIL has been held for 3 s"))
    }

    @Test func theApplicationsOwnFrameIsShown() {
        func frame(_ file: String, _ function: String) -> LiveReport.Frame {
            LiveReport.Frame(file: file, line: 1, function: function, source: "")
        }
        let stack = [frame("/srv/shop/views.py", "pay"), frame("/usr/lib/python3.13/socket.py", "recv")]
        let request = LiveReport.Request(age: 0, method: "GET", target: "/", client: "")
        let thread = LiveReport.Thread(nativeID: 0, name: "t", request: request, stack: stack)
        let rows = WorkerPart.rows(LiveReport(threads: [thread]), number: 1).html
        #expect(rows.contains("<summary>pay · shop/views.py:1</summary>"))
    }

    @Test func longStacksAreCut() {
        let frames = (0..<60).map { LiveReport.Frame(file: "f", line: $0, function: "fn\($0)", source: "") }
        let request = LiveReport.Request(age: 0, method: "GET", target: "/", client: "")
        let thread = LiveReport.Thread(nativeID: 0, name: "t", request: request, stack: frames)
        let rows = WorkerPart.rows(LiveReport(threads: [thread]), number: 1).html
        #expect(rows.contains("… 20 more") && rows.contains("fn59") && !rows.contains("<b>fn19</b>"))
    }

    @Test func whatComesAgainIsToldOnce() throws {
        let errors = try Scoreboard().errors
        for text in ["a", "b", "a", "a"] { errors.add(.error, text) }
        errors.add(.critical, "a")
        let repeated = Repeated.gathered(errors.latest)
        #expect(repeated.map(\.latest.number) == [5, 4, 2] && repeated.map(\.count) == [1, 3, 1])
        let before = repeated[1].key
        errors.add(.error, "a")
        #expect(Repeated.gathered(errors.latest)[0].key == before)
    }

    @Test func aPage() throws {
        let board = try Scoreboard()
        _ = board.takeSeat(number: 1)
        board.errors.add(.error, "the application failed on GET /<b>\nTraceback\n  <i>")
        board.count(.killed)
        let pid = board.processes[0].pid
        for parts in [[pid: "<tr><td>live</td></tr>"], [:]] {
            let data = PageData(
                title: "shop<1>", version: "1", board: board, slots: board.processes, parts: parts,
                now: board.madeAt + 61)
            let html = StatusDocument.html(data)
            #expect(html.contains("<h1>shop&lt;1&gt;</h1>") && html.contains("up 1 min"))
            #expect(html.contains("GET /&lt;b&gt;") && html.contains("&lt;i&gt;") && !html.contains("<i>"))
            #expect(html.contains("killed 1"))
            #expect(html.contains("does not answer") == parts.isEmpty)
            #expect(html.contains("<td>live</td>") != parts.isEmpty)
            #expect(html.contains("No thread is in a request.") == parts.isEmpty)
            #expect(!html.contains("style=") && !html.contains("<script>"))
        }
    }

    @Test(
        arguments: [
            (0, "0 µs"), (999_000, "999 µs"), (1_500_000, "1.5 ms"), (42_000_000, "42 ms"), (2_000_000_000, "2 s"),
            (59_900_000_000, "60 s"), (300_000_000_000, "5 min"), (7_500_000_000_000, "2 h 5 min"),
        ] as [(UInt64, String)])
    func times(nanoseconds: UInt64, text: String) { #expect(Figures.time(nanoseconds) == text) }

    @Test func counts() {
        #expect(Figures.count(0) == "0")
        #expect(Figures.count(1_234_567) == "1,234,567")
        #expect(Figures.size(5 << 20) == "5 MiB")
    }
}
