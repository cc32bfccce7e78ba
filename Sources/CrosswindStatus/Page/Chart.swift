/// A small chart of the last ten minutes as inline SVG: no script, no style attribute, so a strict Content-Security-Policy
/// allows it.
struct Chart {
    private static let width = 300.0
    private static let height = 80.0

    let title: String
    /// What it is now.
    let now: String
    let name: String
    /// Seconds ago and values, oldest first; nil leaves a gap. The first line is filled below.
    let lines: [(label: String, points: [(age: UInt64, value: Double?)])]
    let format: (Double) -> String

    var markup: Markup {
        let most = lines.flatMap { $0.points.compactMap(\.value) }.max() ?? 0
        let top = Self.niceTop(most)
        var drawn: [Markup] = []
        for (index, line) in lines.enumerated() {
            for path in paths(line.points, top) {
                if index == 0, let area = path.area { drawn.append("<path class=\"area\" d=\"\(area)\"/>") }
                drawn.append("<path class=\"\("line line\(index)")\" d=\"\(path.line)\"/>")
            }
        }
        let legend =
            lines.count > 1
            ? lines.enumerated().map { index, line in
                "<span class=\"\("key key\(index)")\">\(line.label)</span>" as Markup
            } : []
        return """
            <figure class="chart" id="\(name)"><figcaption><b>\(title)</b> <span class="now">\(now)</span>\(legend)\
            <span class="top">top \(format(top))</span></figcaption><svg viewBox="0 0 300 80" preserveAspectRatio="none" role="img" aria-label="\(title): \(now)">\
            <path class="grid" d="M0 20H300M0 40H300M0 60H300"/>\(drawn)</svg>\
            <div class="scale"><span>10 min ago</span><span>now</span></div></figure>
            """
    }

    private func paths(
        _ points: [(age: UInt64, value: Double?)], _ top: Double
    ) -> [(line: String, area: String?)] {
        var found: [(String, String?)] = []
        var run: [(x: Double, y: Double)] = []
        func end() {
            guard let first = run.first, let last = run.last else { return }
            // A lone point would not show.
            if run.count == 1 { run.append((min(Self.width, last.x + 1.5), last.y)) }
            let line = "M" + run.map { "\(Self.short($0.x)) \(Self.short($0.y))" }.joined(separator: "L")
            found.append((line, "\(line)L\(Self.short(run.last!.x)) 80L\(Self.short(first.x)) 80Z"))
            run = []
        }
        for (age, value) in points {
            guard let value, age <= 600 else {
                end()
                continue
            }
            run.append((Self.width - Double(age) / 2, Self.height - 2 - value / top * (Self.height - 6)))
        }
        end()
        return found
    }

    private static func short(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        return tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(abs(tenths % 10))"
    }

    /// 1, 2 or 5 times a power of ten.
    static func niceTop(_ value: Double) -> Double {
        guard value > 0, value.isFinite else { return 1 }
        var power = 1.0
        while power * 10 <= value { power *= 10 }
        while power > value { power /= 10 }
        for step in [1.0, 2, 5, 10] where step * power >= value { return step * power }
        return power * 10
    }
}
