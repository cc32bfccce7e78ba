"""`make judges`: the test suites of requests, urllib3 and httpbin as their authors publish them, against the server.

They come as source distributions, and with what they need beside, into .build-judges. Plugins (httpbin_fixtures.py,
httpbin_client.py, urllib3_fixtures.py) put the server under test in the place of the suite's own one; nothing else of a suite
is changed. Exits with 1 when a test fails that is not in the list of those that cannot pass here, each with its reason.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tarfile
import xml.etree.ElementTree as ElementTree
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent.parent
FOLDER = ROOT / ".build-judges"
PYTHON = FOLDER / "venv" / "bin" / "python"
PATIENCE = 600

NO_NETWORK = "needs an address that swallows packets, which not every machine's network has"
ORDER = "wants a field that was sent twice back as two, in order: PEP 3333's environ has one variable for both"

HOP = "the application answers with Connection: keep-alive, which PEP 3333 forbids"

SUITES = {
    "requests": ("requests==2.34.2", "judges.httpbin_fixtures", ["tests"], {
        "test_connect_timeout": NO_NETWORK, "test_total_timeout_connect": NO_NETWORK,
    }),
    "httpbin": ("httpbin==0.10.4", "judges.httpbin_client", ["tests"], {
        "test_bearer_auth_with_wrong_authorization_type": "sends a field without a name, which no client of HTTP does",
        "test_digest_auth_with_wrong_authorization_type": "sends a field without a name, which no client of HTTP does",
        "test_post_chunked": "makes up an environ with a coding that no body has",
    }),
    "urllib3": ("urllib3==2.8.0", "judges.urllib3_fixtures",
                ["test/with_dummyserver/test_%s.py" % name for name in ("connectionpool", "chunked_transfer", "poolmanager", "connection")], {
        "test_connect_timeout": NO_NETWORK, "test_total_applies_connect": NO_NETWORK, "test_source_address_error": NO_NETWORK,
        "test_headers_http_header_dict": ORDER, "test_merge_headers_with_pool_manager_headers": ORDER,
        "test_headers_http_multi_header_multipart": ORDER,
        "test_request_chunked_is_deprecated": "wants the application to see Transfer-Encoding: the body has its length instead",
        "test_keepalive": HOP, "test_keepalive_close": HOP,
    }),
}
NEEDS = ["pytest>=8", "pytest-httpbin==2.1.0", "httpbin==0.10.4", "pytest-mock", "pytest-timeout", "PySocks", "trustme", "a2wsgi", "quart", "quart-trio",
         "hypercorn", "anyio[trio]", "httpx", "h2", "pytest-socket"]


def run(*command: "str | Path", **options: object) -> int:
    return subprocess.run([str(part) for part in command], **options).returncode  # type: ignore[call-overload,no-any-return]


def pip(*arguments: "str | Path") -> None:
    if run(PYTHON, "-m", "pip", "--disable-pip-version-check", "--quiet", *arguments):
        sys.exit("judges: pip %s failed" % " ".join(map(str, arguments)))


def prepare(wheel: Path) -> None:
    if not PYTHON.exists():
        run(sys.executable, "-m", "venv", FOLDER / "venv")
    pip("install", *NEEDS, *(wanted for wanted, *_ in SUITES.values()))
    pip("install", "--no-deps", "--force-reinstall", wheel)


def source(wanted: str) -> Path:
    """The unpacked source distribution."""
    name, _, version = wanted.partition("==")
    folder = FOLDER / ("%s-%s" % (name, version))
    if not folder.exists():
        pip("download", "--no-deps", "--no-binary", ":all:", "-d", FOLDER, wanted)
        with tarfile.open(FOLDER / (folder.name + ".tar.gz")) as archive:
            archive.extractall(FOLDER, **({"filter": "data"} if hasattr(tarfile, "data_filter") else {}))  # type: ignore[arg-type]
    return folder


def judge(name: str) -> bool:
    wanted, plugin, tests, excused = SUITES[name]
    folder, report = source(wanted), FOLDER / (name + ".xml")
    report.unlink(missing_ok=True)
    paths = [str(ROOT / "Tests" / "Python"), str(ROOT / "Tests" / "Python" / "apps"), str(folder)]
    environment = {k: v for k, v in os.environ.items() if not k.lower().endswith("_proxy")}
    environment.update(PYTHONPATH=os.pathsep.join(paths), PYTHONDONTWRITEBYTECODE="1", JUDGES_SOURCE=str(folder))
    run(PYTHON, "-m", "pytest", "-q", "-p", "no:httpbin", "-p", plugin, "-p", "no:cacheprovider", "--timeout", "60", "--tb", "short",
        "-W", "ignore", "--junit-xml", report, *tests, cwd=folder, env=environment, timeout=PATIENCE)
    if not report.exists():
        print("judges: %s did not run" % name)
        return False
    cases = list(ElementTree.parse(report).getroot().iter("testcase"))
    failed = {"%s::%s" % (case.get("classname"), case.get("name")): case for case in cases
              if case.find("failure") is not None or case.find("error") is not None}
    ran = [case for case in cases if case.find("skipped") is None]
    unexcused = [test for test in failed if re.sub(r"\[.*", "", test.rpartition("::")[2]) not in excused]
    print("judges: %s: %d of %d tests passed; excused: %d, not excused: %d"
          % (name, len(ran) - len(failed), len(ran), len(failed) - len(unexcused), len(unexcused)))
    for test in unexcused:
        print("    " + test)
    return bool(ran) and not unexcused


def main(names: "list[str]") -> int:
    wheels = sorted((ROOT / "dist").glob("crosswind-*.whl"), key=lambda path: path.stat().st_mtime)
    if not wheels:
        sys.exit("judges: no wheel in dist: make wheel")
    FOLDER.mkdir(exist_ok=True)
    prepare(wheels[-1])
    return 0 if all([judge(name) for name in names or SUITES]) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
