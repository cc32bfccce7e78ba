/// Finds the few routes whose literal beginning a path has, so that a table of a thousand costs what one of ten does.
///
/// A tree of the patterns' literal prefixes. Each node holds the numbers of all routes whose prefix ends there or above,
/// ascending: walking down as far as the path goes gives, in order, every route that can match.
struct RouteIndex: Sendable {
    private struct Node: Sendable {
        var edges: [(label: [UInt8], target: Int)] = []
        var routes: [Int] = []
    }

    private var nodes = [Node()]

    init(_ prefixes: [[UInt8]]) {
        for (number, prefix) in prefixes.enumerated() { insert(number, prefix) }
        inherit(0)
    }

    private mutating func insert(_ number: Int, _ prefix: [UInt8]) {
        var node = 0
        var rest = prefix[...]
        while let first = rest.first {
            guard let edge = nodes[node].edges.firstIndex(where: { $0.label[0] == first }) else {
                nodes.append(Node())
                nodes[node].edges.append((Array(rest), nodes.count - 1))
                node = nodes.count - 1
                rest = []
                break
            }
            let (label, target) = nodes[node].edges[edge]
            let common = zip(label, rest).prefix { $0 == $1 }.count
            if common < label.count {
                nodes.append(Node())
                let middle = nodes.count - 1
                nodes[node].edges[edge] = (Array(label[..<common]), middle)
                nodes[middle].edges.append((Array(label[common...]), target))
                node = middle
            } else {
                node = target
            }
            rest = rest.dropFirst(common)
        }
        nodes[node].routes.append(number)
    }

    private mutating func inherit(_ root: Int) {
        var waiting = [root]
        while let node = waiting.popLast() {
            for (_, target) in nodes[node].edges {
                nodes[target].routes = Self.merged(nodes[target].routes, nodes[node].routes)
                waiting.append(target)
            }
            // By first byte, for the search below.
            nodes[node].edges.sort { $0.label[0] < $1.label[0] }
        }
    }

    /// Both ascending. Of most nodes only what is above them counts, and that is shared with it.
    private static func merged(_ own: [Int], _ above: [Int]) -> [Int] {
        if own.isEmpty { return above }
        if above.isEmpty { return own }
        var all: [Int] = []
        all.reserveCapacity(own.count + above.count)
        var rest = above[...]
        for number in own {
            while let next = rest.first, next < number {
                all.append(next)
                rest.removeFirst()
            }
            all.append(number)
        }
        return all + rest
    }

    /// The numbers of the routes that may match `path`, ascending.
    func candidates(_ path: UnsafeRawBufferPointer) -> [Int] {
        var node = 0
        var at = 0
        while at < path.count, let target = follow(node, path, &at) { node = target }
        return nodes[node].routes
    }

    private func follow(_ node: Int, _ path: UnsafeRawBufferPointer, _ at: inout Int) -> Int? {
        let first = path[at]
        var low = 0
        var high = nodes[node].edges.count
        while low < high {
            let middle = (low + high) / 2
            if nodes[node].edges[middle].label[0] < first { low = middle + 1 } else { high = middle }
        }
        guard low < nodes[node].edges.count else { return nil }
        let label = nodes[node].edges[low].label
        guard path.count - at >= label.count else { return nil }
        for offset in label.indices where path[at + offset] != label[offset] { return nil }
        at += label.count
        return nodes[node].edges[low].target
    }
}
