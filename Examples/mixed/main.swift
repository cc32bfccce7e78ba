import Crosswind
import CrosswindWSGI
import Logging
import PythonBridge

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

// Started by Examples/serve, which makes the site's database ready: make run.
func variable(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

let folders = Folders(
    examples: variable("EXAMPLES") ?? "Examples",
    staticFiles: (variable("SITE_DATA") ?? "Examples/django-site/data") + "/static")
let port = variable("PORT").flatMap { Int($0) } ?? 8888

let logger = Logger(label: "mixed")
let configuration = ServerConfiguration()
let room = MessageRoom()
let server: HTTPServer
do {
    let made = HTTPServer(
        try mixedSite(configuration, folders: folders, room: room), configuration: configuration)
    try made.listen(port)
    for number in [SIGTERM, SIGINT] {
        try IOLoop.current.addSignalHandler(number) { Stopping.heard(for: made) }
    }
    server = made
} catch {
    logger.critical("\((error as? PythonError)?.traceback ?? "\(error)")")
    exit(1)
}
logger.info("listens on http://127.0.0.1:\(port)")
IOLoop.current.start()

logger.info("stopping")
// The long polls that wait would hold up the end.
Task.detached { await room.close() }
server.stop(within: .seconds(30))
let stuck = WSGIContainer.stopThreads(within: Stopping.isHurried ? .milliseconds(100) : .seconds(5))
// A thread that is still inside Python would find it gone under its feet.
if stuck == 0 { _ = PythonRuntime.finalize() }
exit(0)
