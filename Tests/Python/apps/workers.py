"""An application that says and decides which process it is in."""

import os
import signal
import subprocess
import sys
import time


def state(pid):
    try:
        with open("/proc/%s/stat" % pid) as f:
            return f.read().rpartition(")")[2].split()[0]
    except OSError:
        return ""


def application(environ, start_response):
    path = environ["PATH_INFO"]
    if path == "/kill":
        os.kill(os.getpid(), signal.SIGKILL)
    if path == "/exit":
        os._exit(7)
    if path == "/slow":
        time.sleep(1)
    if path == "/hold":
        with open(os.environ["HOLD_UNTIL"] + ".held", "a") as file:
            file.write("%d\n" % os.getpid())
        while not os.path.exists(os.environ["HOLD_UNTIL"]):
            time.sleep(0.01)
    if path == "/hold-the-gil":
        import ctypes
        os.write(2, b"holds the GIL\n")
        ctypes.PyDLL(None).sleep(60)  # unlike CDLL it keeps the GIL meanwhile
    if path == "/descriptors-of-a-child":
        code = ("import os\nfor n in sorted(map(int, os.listdir('/proc/self/fd'))):\n"
                "    if os.path.exists('/proc/self/fd/%d' % n): print(n, end=' ')")
        start_response("200 OK", [])
        return [subprocess.run([sys.executable, "-c", code], stdout=subprocess.PIPE, close_fds=False).stdout.strip()]
    if path == "/stubborn":
        time.sleep(60)
    if path == "/orphan":  # a grandchild that outlives its parent by a moment
        child = os.fork()
        if child == 0:
            if os.fork() == 0:
                time.sleep(0.2)
            os._exit(0)
        os.waitpid(child, 0)
    if path == "/subprocess":
        child = subprocess.Popen(["sleep", "60"])
        child.terminate()
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [b"%d" % -child.wait()]
    if path == "/zombies":
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [b"%d" % sum(state(pid) == "Z" for pid in os.listdir("/proc") if pid.isdigit())]
    if path == "/fork-and-terminate":
        child = os.fork()
        if child == 0:
            time.sleep(60)
            os._exit(0)
        os.kill(child, signal.SIGTERM)
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [b"%d" % os.WTERMSIG(os.waitpid(child, 0)[1])]
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"%d %s" % (os.getpid(), str(environ["wsgi.multiprocess"]).encode())]


time.sleep(float(os.environ.get("SLOW_IMPORT", "0")))
if os.path.exists(os.environ.get("BROKEN_WHEN", "")):
    sys.exit("broken on purpose")
