"""`wsgiref.simple_server`, as the document's example has it: serve_wsgiref.py MODULE:NAME HOST PORT [--validate]"""

import importlib
import sys
from wsgiref.simple_server import make_server
from wsgiref.validate import validator

if __name__ == "__main__":
    module, _, name = sys.argv[1].partition(":")
    application = getattr(importlib.import_module(module), name)
    if "--validate" in sys.argv:
        application = validator(application)
    make_server(sys.argv[2], int(sys.argv[3]), application).serve_forever()
