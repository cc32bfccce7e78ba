"""The applications of cheroot's tests, with what PEP 3333 has against them put right: headers that are no list, and a
status without a reason.
"""


def conforming(application):
    def call(environ, start_response):
        def start(status, headers, exc_info=None):
            return start_response(status if " " in status else status + " As Cheroot Says", list(headers), exc_info)
        return application(environ, start)
    return call


def core():
    from cheroot.test.test_core import HelloController
    return conforming(HelloController())


def connections():
    """As the tests' fixture makes it: with a page that says the idle timeout."""
    from cheroot.test.test_conn import Controller, timeout
    controller = Controller()
    controller.handlers = {**controller.handlers, "/timeout": lambda request, response: str(timeout)}
    return conforming(controller)
