"""Tornado's example: the Swift application under the standard library's server, on port 8888."""

import os
import sys
import wsgiref.simple_server

sys.path.insert(0, os.environ.get("HELLO_PATH", os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../dist/wsgi")))

from hello import application  # noqa: E402

if __name__ == "__main__":
    server = wsgiref.simple_server.make_server("", int(os.environ.get("PORT", "8888")), application)
    server.serve_forever()
