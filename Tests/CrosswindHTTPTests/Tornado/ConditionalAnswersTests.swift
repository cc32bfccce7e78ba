import CrosswindHTTP
import Testing

@Suite struct ConditionalAnswersTests {
    @Test func comparesTagsAsTornado() {
        Answers.compare("etags", atLeast: 300) { entry in
            let tag = EntityTag(parsing: entry[1].string)
            return difference(EntityTagList(entry[0].string).matchesWeakly(tag), entry[2].bool == true)
        }
    }

    /// Status, Content-Range and length of a file served by a real `StaticFileHandler`.
    @Test func answersFilesAsTornado() throws {
        let tag = EntityTag("the file's")
        Answers.compare("static-files", atLeast: 250) { entry in
            let size = try #require(entry[0].number)
            // `bytes=5` is no range (RFC 9110 §14.1.2) and therefore ignored; to Tornado it is `bytes=5-`.
            if entry[1]["Range"].text?.contains("-") == false { return nil }
            var fields = HTTPFields()
            for (name, value) in entry[1].object {
                try fields.add(
                    name,
                    value.string.split(separator: "{etag}", omittingEmptySubsequences: false)
                        .joined(separator: tag.description))
            }
            let conditions = Preconditions(fields)
            var ours = "200 - \(size)"
            if conditions.verdict(isRead: true, etag: tag, lastModified: HTTPDate(unixTime: 784_111_777), now: 0)
                == .notModified
            {
                ours = "304 - 0"
            } else {
                switch ByteRange.select(conditions.range, size: size) {
                case .whole: break
                case .partial(let range): ours = "206 \(ByteRange.contentRange(range, size: size)) \(range.count)"
                case .unsatisfiable: ours = "416 \(ByteRange.unsatisfied(size: size)) 0"
                }
            }
            return difference(ours, "\(entry[2].number ?? 0) \(entry[3].text ?? "-") \(entry[4].number ?? -1)")
        }
    }

    @Test func prefersLanguagesAsTornado() {
        Answers.compare("languages", atLeast: 300) { entry in
            difference(AcceptLanguage.codes(entry[0].string), entry[1].list.compactMap(\.text))
                ?? difference(
                    AcceptLanguage.closest(
                        entry[0].string, supported: ["en", "en_US", "pt_BR", "zh_CN", "fr", "de_AT"]), entry[2].text)
        }
    }
}
