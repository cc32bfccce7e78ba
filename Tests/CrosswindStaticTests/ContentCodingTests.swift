import Testing

@testable import CrosswindStatic

@Suite struct ContentCodingTests {
    private func accepted(_ text: String) -> [ContentCoding] {
        let codings = Array(text.utf8).withUnsafeBytes { AcceptedCodings($0) }
        return ContentCoding.allCases.filter { codings.contains($0) }
    }

    @Test func named() {
        #expect(accepted("gzip, deflate, br, zstd") == [.brotli, .zstandard, .gzip])
        #expect(accepted("GZIP;q=0.5") == [.gzip])
        #expect(accepted(" gzip ; q=1.0 ,br;q=0.001") == [.brotli, .gzip])
        #expect(accepted("") == [] && accepted(",,;,") == [] && accepted("identity") == [])
        #expect(accepted("gzipx, xbr") == [])
    }

    @Test func refused() {
        #expect(accepted("gzip;q=0, br;q=0.000, zstd; q=0") == [])
        #expect(accepted("*") == [.brotli, .zstandard, .gzip])
        #expect(accepted("*, br;q=0") == [.zstandard, .gzip])
        #expect(accepted("gzip, *;q=0") == [.gzip])
    }

    @Test func nobodySaidSo() { #expect(ContentCoding.allCases.allSatisfy { !AcceptedCodings().contains($0) }) }
}
