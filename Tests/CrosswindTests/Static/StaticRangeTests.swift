import Crosswind
import CrosswindTesting
import NIOCore
import Testing

/// RFC 9110 §14, through a handler.
@Suite struct StaticRangeTests {
    @Test("One range of bytes is 206; the whole, and what makes no sense, 200; what isn't there 416")
    func ranges() async throws {
        let folder = TemporaryDirectory()
        folder.write("a.txt", "0123456789")
        try await serving(folder).test { client in
            for (range, status, body, content) in [
                ("bytes=0-0", 206, "0", "bytes 0-0/10"), ("bytes=2-4", 206, "234", "bytes 2-4/10"),
                ("bytes=7-", 206, "789", "bytes 7-9/10"), ("bytes=-3", 206, "789", "bytes 7-9/10"),
                ("bytes=5-100", 206, "56789", "bytes 5-9/10"), ("bytes=0-9", 200, "0123456789", nil),
                ("bytes=0-", 200, "0123456789", nil), ("bytes=-10", 200, "0123456789", nil),
                ("bytes=-99", 200, "0123456789", nil), ("bytes=1-2,4-5", 200, "0123456789", nil),
                ("bytes=a-b", 200, "0123456789", nil), ("lines=1-2", 200, "0123456789", nil),
                ("bytes", 200, "0123456789", nil), ("bytes=10-", 416, "", "bytes */10"),
                ("bytes=10-20", 416, "", "bytes */10"), ("bytes=5-2", 416, "", "bytes */10"),
                ("bytes=-0", 416, "", "bytes */10"), ("bytes=99999999999999999999-", 416, "", "bytes */10"),
            ] as [(String, Int, String, String?)] {
                let response = await client.get("/static/a.txt", headers: ["Range": range])
                #expect(response.status == status, "\(range)")
                #expect(response.text == body, "\(range)")
                #expect(response.headers["Content-Range"] == content, "\(range)")
            }
            // RFC 9110 §14.2: GET is the only method with ranges.
            let head = await client.request("HEAD", "/static/a.txt", headers: ["Range": "bytes=0-1"])
            #expect(head.status == 200 && head.headers["Content-Range"] == nil)
        }
    }

    @Test("A 416 is not to be kept, even where the content is")
    func unsatisfiableIsNotCached() async throws {
        let folder = TemporaryDirectory()
        folder.write("a.txt", "0123456789")
        try await serving(folder).test { client in
            let response = await client.get("/static/a.txt?v=1", headers: ["Range": "bytes=20-"])
            #expect(response.status == 416)
            #expect(response.headers["Cache-Control"] == nil && response.headers["Expires"] == nil)
        }
    }

    @Test("An empty file has no part that could be sent")
    func empty() async throws {
        let folder = TemporaryDirectory()
        folder.write("empty", "")
        try await serving(folder).test { client in
            #expect(await client.get("/static/empty").status == 200)
            for range in ["bytes=0-", "bytes=0-0", "bytes=-1"] {
                let response = await client.get("/static/empty", headers: ["Range": range])
                #expect(response.status == 416)
                #expect(response.headers["Content-Range"] == "bytes */0")
            }
        }
    }

    @Test("If-Range: a part of something else is of no use")
    func ifRange() async throws {
        let folder = TemporaryDirectory()
        folder.write("a.txt", "hello", modified: 784_111_777)
        try await serving(folder).test { client in
            for (condition, status) in [
                ("\"\(helloVersion)\"", 206), ("W/\"\(helloVersion)\"", 200), ("\"x\"", 200),
                ("Sun, 06 Nov 1994 08:49:37 GMT", 206), ("Sun, 06 Nov 1994 08:49:36 GMT", 200),
                ("Sun, 06 Nov 1994 08:49:38 GMT", 200), ("nonsense", 200),
            ] {
                let response = await client.get(
                    "/static/a.txt", headers: ["Range": "bytes=0-1", "If-Range": condition])
                #expect(response.status == status, "\(condition)")
                #expect(response.headers["ETag"] == "\"\(helloVersion)\"")
            }
        }
    }

    @Test("A condition goes before the range")
    func conditionFirst() async throws {
        let folder = TemporaryDirectory()
        folder.write("a.txt", "hello")
        try await serving(folder).test { client in
            let fields: HTTPFields = ["Range": "bytes=90-", "If-None-Match": "\"\(helloVersion)\""]
            #expect(await client.get("/static/a.txt", headers: fields).status == 304)
        }
    }
}
