import os
import sys


def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [repr((os.getcwd(), sys.path[:3], sys.argv, __name__)).encode()]
