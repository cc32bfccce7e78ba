import FoundationEssentials
import Testing

@testable import Crosswind

/// The same bytes as Foundation's encoder, and errors where that has errors.
@Suite struct JSONWriterTests {
    private func foundation(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    private func ours(_ value: some Encodable) throws -> String {
        String(decoding: try JSONWriter.json(value), as: UTF8.self)
    }

    private func same(_ value: some Encodable, _ location: SourceLocation = #_sourceLocation) throws {
        let expected = try foundation(value)
        #expect(try ours(value) == expected, sourceLocation: location)
    }

    /// Both refuse, at the same place.
    private func refused(_ value: some Encodable, at path: [String], _ location: SourceLocation = #_sourceLocation) {
        for encode in [{ try foundation(value) }, { try ours(value) }] as [() throws -> String] {
            let error = #expect(throws: EncodingError.self, sourceLocation: location) { _ = try encode() }
            guard case .invalidValue(_, let context) = error else { continue }
            let found = context.codingPath.map { $0.intValue.map { "\($0)" } ?? $0.stringValue }
            #expect(found == path, sourceLocation: location)
        }
    }

    @Test func plainValues() throws {
        try same("plain")
        try same(5)
        try same([true, false])
        try same(Int?.none)
        try same([1, nil, 3] as [Int?])
        try same([Int]())
        try same([[1, 2], [], [3]])
        try same([String: Int]())
        try same(["b": 1, "a": 2, "ä": 3, "Z": 4, "": 5])
        try same([1: "x", 2: "y"])
        try same([["a": [1]], [:]])
        try same(["a\"b": Int?.none])
    }

    @Test func strings() throws {
        for byte in 0...0x7F as ClosedRange<UInt8> where byte != UInt8(ascii: "/") {
            try same(String(UnicodeScalar(byte)) + "x" + String(UnicodeScalar(byte)))
        }
        try same("ü 漢 \u{1F600} \u{2028} e\u{301} \u{FFFF}")
        try same("a/b")
        // The one that differs, see JSONOutput.
        #expect(try ours(["</script>", "</", "/", "<", "<//"]) == #"["<\/script>","<\/","/","<","<\//"]"#)
    }

    @Test func numbers() throws {
        try same([0.1, -0.0, 1e20, 1e-7, 100, 1e15, 123_456_789_012_345_680])
        try same([Double.leastNonzeroMagnitude, .greatestFiniteMagnitude])
        try same([0.1, 3, 1e10] as [Float])
        try same(1.5 as Float)
        try same([Int64.min, .max])
        try same(UInt64.max)
        try same([Int8.min])
        try same([UInt8.max])
        try same(Int128.min)
        try same(["n": 7 as UInt32])
        refused(Double.nan, at: [])
        refused([1, -Double.infinity], at: ["1"])
        refused(["x": ["y": [1.0, .nan]]], at: ["x", "y", "1"])
    }

    @Test func foundationsTypes() throws {
        try same(Data([1, 2, 3]))
        try same([Data()])
        try same(["u": URL(string: "http://x/y?z=1")])
        try same([Decimal(string: "1.50")])
        try same(Date(timeIntervalSinceReferenceDate: 1.5))
        try same(UUID())
        // Foundation's writes `NaN`.
        #expect(throws: EncodingError.self) { try ours([Decimal.nan]) }
    }

    private enum Choice: Encodable {
        case one
        case two(Int)
        case three(x: String, y: [Double])
    }

    private struct Nothing: Encodable { func encode(to encoder: any Encoder) throws {} }

    @Test func derivedConformances() throws {
        try same([Choice.one, .two(2), .three(x: "x", y: [1, 2.5])])
        try same([Nothing()])
        try same(["k": Nothing()])
        refused(Nothing(), at: [])
    }

    private enum Key: String, CodingKey { case a, b, c }

    /// Each of its containers has a life of its own.
    private struct Interleaved: Encodable {
        func encode(to encoder: any Encoder) throws {
            var object = encoder.container(keyedBy: Key.self)
            try [1, 2].encode(to: object.superEncoder())
            try object.encode("first", forKey: .b)
            var inner = object.nestedContainer(keyedBy: Key.self, forKey: .a)
            var list = inner.nestedUnkeyedContainer(forKey: .c)
            try list.encode(1)
            try object.encode("second", forKey: .b)
            try list.encode("two")
            var last = list.nestedContainer(keyedBy: Key.self)
            _ = list.superEncoder()
            try last.encode(3, forKey: .a)
            try list.encode(4)
            try inner.encode(true, forKey: .a)
            #expect(last.codingPath.suffix(3).map(\.stringValue) == ["a", "c", "Index 2"])
            #expect(list.count == 5)
        }
    }

    @Test func containersOfTheirOwn() throws {
        try same(Interleaved())
        try same([Interleaved(), Interleaved()])
    }

    /// Goes on where others would give up.
    private struct Tolerant: Encodable {
        func encode(to encoder: any Encoder) throws {
            var object = encoder.container(keyedBy: Key.self)
            try? object.encode([1.0, .infinity], forKey: .a)
            try object.encode([1], forKey: .b)
            var list = object.nestedUnkeyedContainer(forKey: .c)
            try? list.encode(Double.nan)
            try list.encode(2)
        }
    }

    @Test func whatFailedLeavesNothingBehind() throws { #expect(try ours(Tolerant()) == #"{"b":[1],"c":[2]}"#) }

    private final class Keeper: Encodable {
        nonisolated(unsafe) static var kept: KeyedEncodingContainer<Key>?
        func encode(to encoder: any Encoder) throws {
            Self.kept = encoder.container(keyedBy: Key.self)
            try Self.kept?.encode(1, forKey: .a)
        }
    }

    private struct Misuse: Encodable {
        let use: Int
        func encode(to encoder: any Encoder) throws {
            switch use {
            case 0:
                _ = encoder.container(keyedBy: Key.self)
                _ = encoder.unkeyedContainer()
            case 1:
                var single = encoder.singleValueContainer()
                try single.encode(1)
                try single.encode(2)
            default:
                var object = encoder.container(keyedBy: Key.self)
                try object.encode(Keeper(), forKey: .a)
                try Keeper.kept?.encode(2, forKey: .b)
            }
        }
    }

    /// Foundation's encoder ends the process for most of these.
    @Test(arguments: 0...2) func misuseIsAnError(_ use: Int) {
        #expect(throws: EncodingError.self) { try ours(Misuse(use: use)) }
    }
}
