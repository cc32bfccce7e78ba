import CrosswindHTTP
import Testing

private func parse(_ text: String, limits: MultipartLimits = MultipartLimits()) throws -> [MultipartPart] {
    try MultipartForm.parse(Array(text.utf8), boundary: Array("B".utf8), limits: limits)
}

private func content(_ part: MultipartPart, of text: String) -> String {
    String(decoding: Array(text.utf8)[part.content], as: UTF8.self)
}

private func field(_ name: String, _ value: String) -> String {
    "--B\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(value)\r\n"
}

@Suite struct MultipartFormTests {
    @Test func readsFieldsAndFiles() throws {
        let body =
            field("a", "1")
            + "--B\r\nContent-Disposition: form-data; name=\"f\"; filename=\"x.txt\"\r\nContent-Type: text/plain\r\n\r\n"
            + "one\r\ntwo\r\n" + "--B--\r\n"
        let parts = try parse(body)
        #expect(parts.map(\.name) == ["a", "f"])
        #expect(parts.map { content($0, of: body) } == ["1", "one\r\ntwo"])
        #expect(parts.map(\.filename) == [nil, "x.txt"])
        #expect(parts.map(\.contentType) == [nil, "text/plain"])
        #expect(parts.map(\.isFile) == [false, true])
        #expect(parts[1].fields["content-disposition"] == "form-data; name=\"f\"; filename=\"x.txt\"")
    }

    @Test(arguments: ["", "x", "\r\n", "--", "--B-", "\r\n--BB\r\n", "\r\n--A\r\n", "--b--"])
    func keepsContentsAsTheyAre(_ value: String) throws {
        let body = field("a", value) + "--B--"
        let parts = try parse(body)
        #expect(parts.map { content($0, of: body) } == [value])
    }

    @Test func anEmptyFormIsNoError() throws {
        #expect(try parse("--B--").isEmpty)
        #expect(try parse("--B--\r\n").isEmpty)
        #expect(try parse("--B\r\n--B--\r\n").isEmpty)
    }

    @Test func ignoresWhatComesBehind() throws {
        let body = field("a", "1") + "--B--\r\nepilogue"
        #expect(try parse(body).map(\.name) == ["a"])
    }

    @Test(arguments: [
        ("é", "é"), ("a\\\"b", "a\"b"), ("a;b", "a;b"), ("C:\\dir\\x", "C:\\dir\\x"),
        ("../../etc/passwd", "../../etc/passwd"),
    ]) func readsFileNames(_ sent: String, _ name: String) throws {
        let body = "--B\r\nContent-Disposition: form-data; name=f; filename=\"\(sent)\"\r\n\r\nx\r\n--B--"
        #expect(try parse(body).map(\.filename) == [name])
    }

    @Test func readsExtendedFileNames() throws {
        let body =
            "--B\r\ncontent-disposition: form-data; name=f; filename=\"e.txt\"; filename*=UTF-8''%c3%a9%20x.txt\r\n\r\n"
            + "x\r\n--B--"
        #expect(try parse(body).map(\.filename) == ["é x.txt"])
    }

    @Test func anEmptyFileNameIsNoFile() throws {
        let body = "--B\r\nContent-Disposition: form-data; name=f; filename=\"\"\r\n\r\n\r\n--B--"
        #expect(try parse(body).map(\.isFile) == [false])
    }

    @Test(arguments: [
        ("", FormError.missingFinalBoundary), ("--B\r\n", .missingFinalBoundary),
        (field("a", "1"), .missingFinalBoundary),
        (field("a", "1") + "--B", .missingFinalBoundary),
        ("preamble\r\n" + field("a", "1") + "--B--", .missingPartHead),
        ("--B\r\nX: y\r\n--B--", .missingPartHead), ("--B\r\nX: y\r\n\r\nz\r\n--B--", .invalidPart),
        ("--B\r\nContent-Disposition: form-data; name=a\r\n\r\nx--B--", .invalidPart),
        ("--B\r\nContent-Disposition: attachment; name=a\r\n\r\nx\r\n--B--", .invalidPart),
        ("--B\r\nContent-Disposition: form-data\r\n\r\nx\r\n--B--", .missingName),
        ("--B\r\nContent-Disposition: form-data; name=\"\"\r\n\r\nx\r\n--B--", .missingName),
        ("--B\r\nnonsense\r\n\r\nx\r\n--B--", .invalidPartHead),
        ("--B\r\nA B: x\r\n\r\nx\r\n--B--", .invalidPartHead), ("--B\r\n folded\r\n\r\nx\r\n--B--", .invalidPartHead),
        ("--B\r\nA: x\u{0}\r\n\r\nx\r\n--B--", .invalidPartHead),
        (field("a", "1") + field("", "2") + "--B--", .missingName),
    ]) func refuses(_ body: String, _ error: FormError) {
        #expect(throws: error) { try parse(body) }
        #expect(error.status == 400)
    }

    @Test func refusesAHeadThatIsNoUTF8() {
        let body =
            Array("--B\r\nContent-Disposition: form-data; name=\"".utf8) + [0xFF] + Array("\"\r\n\r\n\r\n--B--".utf8)
        #expect(throws: FormError.invalidPartHead) { try MultipartForm.parse(body, boundary: Array("B".utf8)) }
    }

    @Test func boundsTheParts() throws {
        let hundred = String(repeating: field("a", "1"), count: 100)
        #expect(try parse(hundred + "--B--").count == 100)
        #expect(throws: FormError.tooManyParts) { try parse(hundred + field("b", "2") + "--B--") }
        var limits = MultipartLimits()
        limits.parts = 1
        #expect(throws: FormError.tooManyParts) {
            try parse(field("a", "1") + field("b", "2") + "--B--", limits: limits)
        }
    }

    @Test func boundsThePartHeads() throws {
        let line = "Content-Disposition: form-data; name=a\r\nX: "
        let fill = String(repeating: "x", count: 10_240 - line.utf8.count)
        #expect(try parse("--B\r\n" + line + fill + "\r\n\r\n1\r\n--B--").count == 1)
        #expect(throws: FormError.partHeadTooLarge) { try parse("--B\r\n" + line + fill + "x\r\n\r\n1\r\n--B--") }
        #expect(throws: FormError.partHeadTooLarge) {
            try parse("--B\r\n" + String(repeating: "x", count: 20_000) + "\r\n--B--")
        }
    }

    @Test func canBeTurnedOff() {
        var limits = MultipartLimits()
        limits.isEnabled = false
        #expect(throws: FormError.multipartDisabled) { try parse("--B--", limits: limits) }
    }

    @Test(arguments: [
        ("multipart/form-data; boundary=abc", "abc"), ("multipart/form-data;boundary=\"a b\"", "a b"),
        ("Multipart/Form-Data; charset=x; BOUNDARY=----WebKit", "----WebKit"),
    ]) func findsTheBoundary(_ type: String, _ boundary: String) throws {
        #expect(try MultipartForm.boundary(contentType: type) == Array(boundary.utf8))
    }

    @Test func refusesBoundaries() {
        for type in ["multipart/form-data", "multipart/form-data; boundary", "multipart/form-data; boundary="] {
            #expect(throws: FormError.missingBoundary) { try MultipartForm.boundary(contentType: type) }
        }
        for boundary in [String(repeating: "x", count: 71), "\"a \"", "é", "\"a\tb\""] {
            #expect(throws: FormError.invalidBoundary) {
                try MultipartForm.boundary(contentType: "multipart/form-data; boundary=" + boundary)
            }
        }
        #expect(throws: FormError.invalidBoundary) { try MultipartForm.parse(Array("--".utf8), boundary: []) }
    }

    /// A boundary like its own surroundings.
    @Test(arguments: ["-", "--", "---------------", "a-", "-a", String(repeating: "-", count: 69) + "x"])
    func takesAwkwardBoundaries(_ boundary: String) throws {
        let values = ["1", "x--", "\r\n-", "\n\r\n"]
        let body =
            values.map { "--\(boundary)\r\nContent-Disposition: form-data; name=a\r\n\r\n\($0)\r\n" }.joined()
            + "--\(boundary)--\r\n"
        let parts = try MultipartForm.parse(Array(body.utf8), boundary: Array(boundary.utf8))
        #expect(parts.map { content($0, of: body) } == values)
    }
}
