import Crosswind
import __TYPE__

// The same application on Crosswind's own server.
let server = HTTPServer(try Application(Routes.all))
try server.listen(8888)
print("http://localhost:8888")
IOLoop.current.start()
