"""An application that says who it is, and was when it was imported."""

import json
import os
import subprocess
import sys


def state():
    return {
        "uids": os.getresuid(), "gids": os.getresgid(), "groups": sorted(os.getgroups()),
        "home": os.environ.get("HOME"), "user": os.environ.get("USER"), "logname": os.environ.get("LOGNAME"),
        "umask": umask(), "pid": os.getpid(),
    }


def umask():
    now = os.umask(0)
    os.umask(now)
    return now


AT_IMPORT = state()


def application(environ, start_response):
    path = environ["PATH_INFO"]
    if path == "/child":
        answer = subprocess.run([sys.executable, "-c", "import os; print(os.getuid(), os.geteuid())"],
                                capture_output=True, text=True).stdout.split()
    elif path == "/root-again":
        answer = []
        for name in ("setuid", "seteuid", "setgid", "setegid"):
            try:
                getattr(os, name)(0)
                answer.append(name)
            except PermissionError:
                pass
    elif path == "/own":
        answer = len(os.listdir("/proc/self/fd")) > 0  # root's alone in a process that may not be looked into
    else:
        answer = {"import": AT_IMPORT, "now": state()}
    start_response("200 OK", [("Content-Type", "application/json")])
    return [json.dumps(answer).encode()]
