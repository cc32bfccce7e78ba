import Crosswind
import Foundation
import Logging

#if canImport(Glibc)
import Glibc
#endif

// make blog, then http://127.0.0.1:8888: the first visitor becomes the author.
let logger = Logger(label: "blog")
let variables = ProcessInfo.processInfo.environment
let folder = variables["BLOG_FOLDER"] ?? FileManager.default.currentDirectoryPath
let data = variables["BLOG_DATA"] ?? "\(folder)/data"
let port = variables["PORT"].flatMap(Int.init) ?? 8888

let server: HTTPServer
do {
    let application = try Blog.application(folder: folder, data: data, debug: variables["BLOG_DEBUG"] == "1")
    server = try application.listen(port)
    for number in [SIGTERM, SIGINT] {
        try IOLoop.current.addSignalHandler(number) { IOLoop.current.stop() }
    }
} catch {
    logger.critical("\(error)")
    exit(1)
}
logger.info("listens on http://127.0.0.1:\(port)")
IOLoop.current.start()

logger.info("stopping")
server.stop(within: .seconds(30))
exit(0)
