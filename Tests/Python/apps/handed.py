"""Apps that hand start_response and write to threads of their own. What the threads were told is in the state's notes."""

import threading

import state
from framing import TEXT

LONG = b"0123456789abcdef" * (1 << 19)  # 8 MiB: more than any socket takes


def told(name, call, *arguments):
    """Calls and notes what came of it."""
    try:
        call(*arguments)
        outcome = "accepted"
    except Exception as error:
        outcome = "%s: %s" % (type(error).__name__, error)
    state.note(name, outcome)
    return outcome


def on_a_thread(work, *arguments):
    thread = threading.Thread(target=work, args=arguments, daemon=True)
    thread.start()
    return thread


def joined(environ, start_response):
    """A thread starts the response and writes, and the app waits for it."""
    def work():
        write = start_response("201 Created", [TEXT, ("X-Thread", "yes")])
        write(b"one ")
        write(b"two ")
    on_a_thread(work).join()
    return [b"three"]


def joined_in_generator(environ, start_response):
    writes = []
    on_a_thread(lambda: writes.append(start_response("200 OK", [TEXT]))).join()
    yield b"one "
    on_a_thread(writes[0], b"two ").join()
    yield b"three"


def while_sending(environ, start_response):
    """A thread calls while the worker waits for a client that reads nothing: /slow/open?sending lets it."""
    write = start_response("200 OK", [TEXT, ("Content-Length", str(len(LONG)))])

    def work():
        state.gate("sending").wait(30)
        state.gate("sending").clear()
        told("sending.start_response", start_response, "500 Foreign", [("X-Foreign", "1")])
        told("sending.write", write, b"FOREIGN")
        state.count("sending.done")
    on_a_thread(work)
    yield LONG


def left_behind(environ, start_response):
    """The app returns while its thread is inside write, which waits for the client: /slow/open?left_behind lets it."""
    write = start_response("200 OK", [TEXT])
    on_a_thread(told, "left_behind", write, LONG)
    state.gate("left_behind").wait(30)
    return [b"tail"]


def two_writers(environ, start_response):
    """The second thread to call write (/slow/open?writers lets it), while the first waits for the client."""
    write = start_response("200 OK", [TEXT])
    first = on_a_thread(told, "writers.first", write, LONG)
    state.gate("writers").wait(30)
    on_a_thread(told, "writers.second", write, b"FOREIGN").join()
    first.join()
    return [b"tail"]


def after_the_end(environ, start_response):
    write = start_response("200 OK", [TEXT])

    def work():
        state.gate("ended").wait(30)
        state.gate("ended").clear()
        # The client has the answer a moment before the worker has done with the request.
        while "being sent" in told("ended.start_response", start_response, "500 Foreign", [("X-Foreign", "1")]):
            pass
        told("ended.write", write, b"FOREIGN")
        state.count("ended.done")
    on_a_thread(work)
    return [b"over"]


def stormed(environ, start_response):
    """Threads call without rest, before, while and after: either they are refused or their dot comes between two chunks."""
    write = start_response("200 OK", [TEXT])
    write(b"begin ")
    ending = threading.Event()
    accepted = []

    def work():
        while not ending.is_set():
            try:
                write(b".")
                accepted.append(1)
            except RuntimeError as error:
                assert "while the response was being sent" in str(error) or "had ended" in str(error), error
            try:
                start_response("500 Foreign", [("X-Foreign", "1")])
                state.count("stormed.wrong")
            except (AssertionError, RuntimeError):
                pass
    threads = [on_a_thread(work) for _ in range(3)]
    for n in range(20):
        yield b"[%d]" % n
    ending.set()
    for thread in threads:
        thread.join()
    yield b" end %d" % len(accepted)
