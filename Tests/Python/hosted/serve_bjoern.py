"""bjoern, which has no command: serve_bjoern.py MODULE:NAME HOST PORT"""

import importlib
import sys

import bjoern

if __name__ == "__main__":
    module, _, name = sys.argv[1].partition(":")
    bjoern.run(getattr(importlib.import_module(module), name), sys.argv[2], int(sys.argv[3]))
