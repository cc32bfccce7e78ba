/// The page for people. Everything in it is in its HTML: without JavaScript it is whole, and asks for itself again by
/// `refresh`.
struct StatusDocument {
    private let data: PageData

    static func html(_ data: PageData) -> String { StatusDocument(data: data).page.html }

    private var page: Markup {
        """
        <!DOCTYPE html>
        <html lang="en"><head><meta charset="utf-8"><title>\(data.title) – crosswind</title>
        <meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
        <meta name="robots" content="noindex"><link rel="stylesheet" href="/status.css">
        <noscript><meta http-equiv="refresh" content="5"></noscript><script src="/status.js" defer></script></head>
        <body><header><h1>\(data.title)</h1><p>crosswind \(data.version) · up \(uptime)\
        <span id="pulse" aria-live="polite"></span></p></header>
        <main>\(tiles)\(charts)\(requests)\(workers)\(errors)</main>
        <footer><a href="/status.json">status.json</a> <a href="/metrics">metrics</a></footer></body></html>

        """
    }

    private var uptime: String { Figures.span(seconds: data.now - data.board.madeAt) }

    // MARK: numbers

    private var tiles: Markup {
        let ready = data.processes.count { $0.slot.state == .ready && $0.part != nil }
        let wanted = max(data.board.wantedWorkers, 1)
        let last = data.spans.last
        return """
            <section class="tiles">\(tile("requests/s", last.map { Figures.decimal($0.requestsPerSecond) } ?? "–"))\
            \(tile("in flight", Figures.count(data.inFlight)))\
            \(tile("waiting", Figures.count(data.queued)))\
            \(tile("median", last?.median.map { Figures.time($0) } ?? "–"))\
            \(tile("95 %", last?.slow.map { Figures.time($0) } ?? "–"))\
            \(tile("5xx/s", last.map { Figures.decimal($0.failuresPerSecond) } ?? "–"))\
            \(tile("connections", Figures.count(data.connections)))\
            \(tile("workers", "\(ready) of \(wanted)"))\
            \(tile("requests", Figures.count(data.answered)))</section>
            """
    }

    private func tile(_ name: String, _ value: String) -> Markup {
        "<div class=\"tile\"><b>\(value)</b><span>\(name)</span></div>"
    }

    private var charts: Markup {
        let spans = data.spans
        let last = spans.last
        let rate = Chart(
            title: "Requests per second", now: last.map { Figures.decimal($0.requestsPerSecond) } ?? "–", name: "rate",
            lines: [
                ("all", spans.map { ($0.age, $0.requestsPerSecond) }),
                ("5xx", spans.map { ($0.age, $0.failuresPerSecond) }),
            ], format: { Figures.decimal($0) })
        let latency = Chart(
            title: "Duration", now: last?.median.map { Figures.time($0) } ?? "–", name: "latency",
            lines: [
                ("median", spans.map { ($0.age, $0.median.map { Double($0) }) }),
                ("95 %", spans.map { ($0.age, $0.slow.map { Double($0) }) }),
            ], format: { Figures.time(UInt64($0)) })
        let flight = Chart(
            title: "In flight", now: Figures.count(data.inFlight), name: "flight",
            lines: [("in flight", spans.map { ($0.age, Double($0.inFlight)) })], format: { Figures.decimal($0) })
        return "<section class=\"charts\">\(rate.markup)\(latency.markup)\(flight.markup)</section>"
    }

    // MARK: tables

    private var requests: Markup {
        let rows = data.processes.compactMap(\.part).map { Markup(trusted: $0) }
        let none: Markup =
            rows.allSatisfy({ $0.html.isEmpty })
            ? "<tr><td colspan=\"5\" class=\"none\">No thread is in a request.</td></tr>" : ""
        return """
            <section><h2>Requests that run</h2><div class="wide"><table id="requests"><thead><tr><th class="num">age</th>\
            <th>method</th><th>target</th><th>client</th><th>worker · thread</th></tr></thead>\
            <tbody>\(rows)\(none)</tbody></table></div></section>
            """
    }

    private var workers: Markup {
        let rows = data.processes.map { process -> Markup in
            let state = data.state(process)
            let mark = process.part == nil ? "bad" : process.slot.state == .ready ? "good" : "slow"
            let figures = process.figures
            return """
                <tr><td class="num">\(process.slot.number)</td><td class="num">\(process.slot.pid)</td>\
                <td><span class="\("state " + mark)">\(state)</span></td>\
                <td class="num">\(Figures.span(seconds: data.now - process.slot.startedAt))</td>\
                <td class="num">\(Figures.count(process.slot.answered))</td><td class="num">\(process.slot.inFlight)</td>\
                <td class="num">\(process.slot.connections)</td>\
                <td class="num">\(figures.map { Figures.size($0.residentBytes) } ?? "–")</td>\
                <td class="num">\(figures.map { Figures.time(UInt64($0.cpuSeconds * 1e9)) } ?? "–")</td>\
                <td class="num">\(figures?.descriptors.map { "\($0)" } ?? "–")</td></tr>
                """
        }
        return """
            <section><h2>Workers</h2><div class="wide"><table id="workers"><thead><tr><th class="num">no.</th>\
            <th class="num">pid</th><th>state</th><th class="num">age</th><th class="num">requests</th>\
            <th class="num">in flight</th><th class="num">connections</th><th class="num">memory</th><th class="num">CPU</th>\
            <th class="num">files</th></tr></thead><tbody>\(rows)</tbody></table></div>\(restarts)</section>
            """
    }

    private var restarts: Markup {
        let counts = Scoreboard.Restart.allCases.map { ($0, data.board.restarts($0)) }.filter { $0.1 > 0 }
        guard !counts.isEmpty else { return "" }
        let words = counts.map { "\($0.0.rawValue) \(Figures.count($0.1))" }.joined(separator: ", ")
        return "<p class=\"none\">Replaced so far: \(words).</p>"
    }

    private var errors: Markup {
        let entries = data.board.errors.latest
        guard !entries.isEmpty else {
            return "<section><h2>Errors</h2><p class=\"none\">None in the log.</p></section>"
        }
        let items = Repeated.gathered(entries).map { repeated -> Markup in
            let entry = repeated.latest
            let lines = entry.text.split(separator: "\n", maxSplits: 1)
            let head = String(lines.first ?? "")
            let times: Markup = repeated.count == 1 ? "" : "<b>\(repeated.count) times</b> "
            let when: Markup =
                "<time>\(Figures.clock(entry.milliseconds, now: data.now))</time> <span class=\"file\">pid \(entry.pid)</span> \(times)"
            guard lines.count > 1 else { return "<li class=\"\(entry.level.word)\">\(when)\(head)</li>" }
            // The last line of a traceback says what was raised.
            let last = lines[1].split(separator: "\n").last.map { String($0.trimmingBlanks.prefix(200)) } ?? ""
            return """
                <li class="\(entry.level.word)"><details data-key="\("error" + repeated.key)"><summary>\(when)\(head) \
                <b>\(last)</b></summary>\
                <pre>\(String(lines[1]))</pre></details></li>
                """
        }
        return "<section><h2>Errors</h2><ul id=\"errors\">\(items)</ul></section>"
    }
}

/// An error that came again and again: told once, so that it leaves room for the others.
struct Repeated {
    private(set) var latest: RecentErrors.Entry
    private(set) var count = 1

    /// The same when it comes once more.
    var key: String { String(SharedNames.hash(Array(latest.text.utf8)), radix: 36) }

    /// `entries`, the latest first, each text once.
    static func gathered(_ entries: [RecentErrors.Entry]) -> [Repeated] {
        var found: [Repeated] = []
        for entry in entries {
            if let known = found.firstIndex(where: { $0.latest.text == entry.text && $0.latest.level == entry.level }) {
                found[known].count += 1
            } else {
                found.append(Repeated(latest: entry))
            }
        }
        return found
    }
}

extension Substring {
    fileprivate var trimmingBlanks: Substring { drop { $0 == " " || $0 == "\t" } }
}

extension RecentErrors.Level {
    /// As logs and pages have it.
    var word: String { self == .critical ? "critical" : "error" }
}
