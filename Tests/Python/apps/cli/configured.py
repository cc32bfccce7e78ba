"""Configures logging as an application does; the server must leave that alone."""

import logging
import sys

logging.basicConfig(level=logging.DEBUG, stream=sys.stderr, format="MINE %(levelname)s %(name)s %(message)s")


def application(environ, start_response):
    logging.getLogger("configured").debug("detail-%s", environ["QUERY_STRING"])
    logging.getLogger("configured").error("trouble-%s", environ["QUERY_STRING"])
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"ok"]
