/// What a process says of its own requests, as a part of the page: by the process itself, so that nobody has to take apart
/// what another one sends.
enum WorkerPart {
    /// Frames of a stack that are shown: the innermost ones.
    private static let mostFrames = 40

    /// Rows of the table of live requests, the oldest first.
    static func rows(_ report: LiveReport, number: Int) -> Markup {
        var rows: [Markup] = []
        if let held = report.gilHeldFor {
            rows.append(
                """
                <tr class="warn"><td colspan="5">Worker \(number): the GIL has been held for \(Figures.time(held)), so its \
                stacks can't be shown. Native code that doesn't let go of it, or a stopped process.</td></tr>
                """)
        }
        for (thread, request) in busy(report) {
            let age = Figures.time(request.age)
            let slow = request.age > 10_000_000_000 ? "bad" : request.age > 1_000_000_000 ? "slow" : ""
            rows.append(
                """
                <tr><td class="\("num " + slow)">\(age)</td><td>\(request.method)</td><td class="target">\(request.target)\
                \(stack(thread, number))</td><td>\(request.client.isEmpty ? "–" : request.client)</td>\
                <td>\(number) · \(thread.name)</td></tr>
                """)
        }
        return rows.reduce(into: "") { $0 += $1 }
    }

    private static func busy(_ report: LiveReport) -> [(LiveReport.Thread, LiveReport.Request)] {
        report.threads.compactMap { thread in thread.request.map { (thread, $0) } }.sorted { $0.1.age > $1.1.age }
    }

    private static func stack(_ thread: LiveReport.Thread, _ number: Int) -> Markup {
        guard let stack = thread.stack, let place = own(stack) else { return "" }
        var frames: [Markup] = []
        if stack.count > mostFrames { frames.append("<li class=\"file\">… \(stack.count - mostFrames) more</li>") }
        for frame in stack.suffix(mostFrames) {
            frames.append(
                """
                <li><span class="file">\(frame.file):\(frame.line)</span> <b>\(frame.function)</b><code>\(frame.source)</code></li>
                """)
        }
        return """
            <details data-key="\(number)-\(thread.name)"><summary>\(place.function) · \(short(place.file)):\(place.line)</summary>\
            <ol class="stack">\(frames)</ol></details>
            """
    }

    /// Where it is in the application's own code, which says more than where in a library it waits.
    private static func own(_ stack: [LiveReport.Frame]) -> LiveReport.Frame? {
        stack.last { !$0.file.contains("/lib/python") && !$0.file.hasPrefix("<") } ?? stack.last
    }

    /// The file and its folder.
    private static func short(_ file: String) -> String {
        file.split(separator: "/").suffix(2).joined(separator: "/")
    }

    /// The same for machines: an array of threads.
    static func json(_ report: LiveReport) -> String {
        let threads = report.threads.map { thread in
            JSONText.object([
                ("name", JSONText.string(thread.name)),
                ("native_id", thread.nativeID == 0 ? nil : "\(thread.nativeID)"),
                ("request", thread.request.map { json($0) }),
                ("stack", thread.request == nil ? nil : thread.stack.map { JSONText.array($0.map { json($0) }) }),
            ])
        }
        return JSONText.object([
            ("gil_held_s", report.gilHeldFor.map { JSONText.seconds($0) }), ("threads", JSONText.array(threads)),
        ])
    }

    private static func json(_ request: LiveReport.Request) -> String {
        JSONText.object([
            ("age_s", JSONText.seconds(request.age)), ("method", JSONText.string(request.method)),
            ("target", JSONText.string(request.target)),
            ("client", request.client.isEmpty ? nil : JSONText.string(request.client)),
        ])
    }

    private static func json(_ frame: LiveReport.Frame) -> String {
        JSONText.object([
            ("file", JSONText.string(frame.file)), ("line", "\(frame.line)"),
            ("function", JSONText.string(frame.function)), ("source", JSONText.string(frame.source)),
        ])
    }
}
