"""The rules of PEP 3333 that ``--lint`` checks, by number: what is wrong, and what to do. docs/errors.md says the same."""

from __future__ import annotations

#: number: (what is wrong, the remedy)
RULES = {
    # --- the head
    301: ("the status is not a str", "pass a native string such as '200 OK', not bytes or a number"),
    302: ("the status is not three digits, a space and a reason", "write it as in '404 Not Found'"),
    303: ("the status is not a final one", "1xx is the server's to send; answer with 200 to 599"),
    304: ("the headers are not a list", "pass a plain list of (name, value) tuples"),
    305: ("a header is not a (name, value) tuple", "make each a tuple of two strings"),
    306: ("a header's name or value is not a str", "decode bytes as Latin-1, and convert numbers by str()"),
    307: ("a header's name holds characters that no name may", "use letters, digits and hyphens (RFC 9110, 5.6.2)"),
    308: ("a header's value holds control characters", "leave CR, LF and NUL out: they would split the response"),
    309: ("a header holds characters beyond Latin-1", "encode it: percent-encoding in URLs, RFC 8187 in file names"),
    310: ("a hop-by-hop header is set", "leave it out: the connection is the server's (PEP 3333, Other HTTP Features)"),
    311: ("a header is named Status", "the status is the first argument of start_response, Status is CGI's"),
    312: ("a body without Content-Type", "say what it is: browsers guess otherwise"),
    313: ("Content-Type or Content-Length with a status that has no body", "leave them out with 204 and 304"),
    314: ("Content-Length is no number, or there twice", "one, in digits, as a str"),
    315: ("the body is longer than its Content-Length", "count bytes, not characters, after every middleware"),
    316: ("the body is shorter than its Content-Length", "count bytes, not characters, after every middleware"),
    317: ("a body with a status that has none", "return [] with 204 and 304"),
    318: ("a header that may be there once is there twice", "replace the first instead of adding another"),
    # --- start_response
    321: ("start_response was not called", "call it once, before the first of the body"),
    322: ("start_response was called a second time without exc_info", "pass sys.exc_info() to replace an answer"),
    323: ("exc_info is not what sys.exc_info() returns", "pass sys.exc_info(), all three"),
    324: ("start_response was called with other arguments than PEP 3333's", "two or three, by position"),
    325: ("the body began before start_response was called", "call it first"),
    326: ("start_response was called after the request had ended", "don't keep it beyond the request"),
    327: ("the exception that start_response raised for exc_info was swallowed", "let it go on: the head had left"),
    # --- the body
    331: ("what was returned is no iterable of bytes", "return [data] with data as bytes"),
    332: ("a chunk of the body is not bytes", "encode it"),
    333: ("write() was given something else than bytes", "encode it"),
    334: ("write() was called from the iterable", "yield the data, or write all of it before returning"),
    335: ("close() of the iterable raised", "handle it there: the response has left already"),
    336: ("write() was called after the request had ended", "don't keep it beyond the request"),
    # --- the request
    341: ("wsgi.input was closed", "leave it open: it is the server's"),
    342: ("more was asked of wsgi.input than CONTENT_LENGTH", "read no more than that: some servers would wait for ever"),
    343: ("wsgi.input was read without a size", "pass CONTENT_LENGTH: some servers know no end of the body"),
    344: ("wsgi.errors was given something else than str", "decode it"),
    345: ("wsgi.errors was closed", "leave it open: it is the server's"),
    # --- the environ
    351: ("a CGI variable of environ was replaced by something else than a str", "use a key of your own, as in 'myapp.user'"),
    352: ("a variable that PEP 3333 requires was taken out of environ", "copy environ before changing it for others"),
    353: ("SCRIPT_NAME and PATH_INFO were changed so that they no longer make a path",
          "move whole segments from one to the other; SCRIPT_NAME is '' at the root, and PATH_INFO begins with '/'"),
}

#: RFC 9110, 7.6.1, and what was hop-by-hop before.
HOP_BY_HOP = frozenset((
    "connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "proxy-connection", "te", "trailer", "trailers",
    "transfer-encoding", "upgrade"))

#: Headers of which two would contradict each other.
SINGLE = frozenset(("content-type", "location", "etag", "last-modified", "date", "content-range", "content-disposition"))

REQUIRED = ("REQUEST_METHOD", "SERVER_NAME", "SERVER_PORT", "wsgi.version", "wsgi.url_scheme", "wsgi.input", "wsgi.errors",
            "wsgi.multithread", "wsgi.multiprocess", "wsgi.run_once")
