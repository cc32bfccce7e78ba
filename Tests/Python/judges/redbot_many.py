"""redbot's command for several resources at once: prints what it notes on each of them as JSON.

    python redbot_many.py URL...
"""

import json
import sys
from configparser import ConfigParser

import thor
from redbot.resource import HttpResource


def main(urls: "list[str]") -> None:
    parser = ConfigParser()
    parser.read_dict({"redbot": {"enable_local_access": "True"}})
    resources = {url: HttpResource(parser["redbot"]) for url in urls}
    left = set(urls)

    def done(url: str) -> None:
        left.discard(url)
        if not left:
            thor.stop()
    for url, resource in resources.items():
        resource.set_request(url)
        resource.on("check_done", lambda url=url: done(url))
    for resource in resources.values():
        resource.check()
    if left:
        thor.run()
    report = {}
    for url, resource in resources.items():
        notes = [*resource.response.notes]
        for check in resource.subreqs.values():
            notes += [note for note in check.response.notes if note not in notes] if check.response.complete else []
        report[url] = {type(note).__name__: "%s: %s" % (note.level.name, note.summary) for note in notes}
    json.dump(report, sys.stdout)


main(sys.argv[1:])
