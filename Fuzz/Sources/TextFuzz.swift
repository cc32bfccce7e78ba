import CrosswindHTTP

/// Percent decoding never grows and agrees with itself; a date that is read is written and read as the same.
func fuzzText(_ input: [UInt8]) {
    input.withUnsafeBytes { text in
        var output = OutputBuffer(capacity: 64)
        PercentDecoder.decode(text, into: &output)
        require(output.count <= text.count, "decoding never grows")
        if !PercentDecoder.isNeeded(text) { require(output.bytes.elementsEqual(text), "nothing to decode") }
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: text.count, alignment: 1)
        defer { memory.deallocate() }
        let count = PercentDecoder.decode(text, into: memory)
        require(memory[..<count].elementsEqual(output.bytes), "both ways decode the same")

        guard let date = HTTPDate(text, now: 1_700_000_000) else { return }
        var written = OutputBuffer()
        date.write(into: &written)
        require(HTTPDate(written.bytes, now: 0) == date, "dates come back")
    }
}
