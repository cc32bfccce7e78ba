"""Links within the documentation lead somewhere: to a file of the repository, to a heading that is there; and the tests that it
names exist."""

import re

import pytest

from harness.server import ROOT

PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), *(ROOT / "Examples").rglob("*.md"), ROOT / "python" / "README.md"])
LINK = re.compile(r"\]\(([^)\s]+)\)")


def without_code(text):
    return re.sub(r"^```.*?^```$", "", text, flags=re.M | re.S)


def anchors(page):
    """What GitHub calls a page's headings."""
    found = set()
    for title in re.findall(r"^#+ (.+)$", without_code(page.read_text()), re.M):
        title = re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", title).replace("`", "").lower()
        slug = re.sub(r"[^\w\- ]", "", title).strip().replace(" ", "-")
        number = 0
        while (name := slug + ("-%d" % number if number else "")) in found:
            number += 1
        found.add(name)
    return found


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links(page):
    wrong = []
    for target in LINK.findall(without_code(page.read_text())):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        file = (page.parent / path).resolve() if path else page
        if not file.exists() or anchor and file.suffix == ".md" and anchor not in anchors(file):
            wrong.append(target)
    assert not wrong


def test_the_tests_that_are_named_exist():
    sources = [path for path in (ROOT / "Tests").rglob("*") if path.suffix in (".py", ".swift")]
    names = {path.name for path in sources} | {path.stem for path in sources}
    for path in sources:
        names |= set(re.findall(r"\b(?:def|func|struct|class) (\w+)", path.read_text()))
    missing = []
    for page in PAGES:
        for name in re.findall(r"`(test_\w+(?:\.py)?|\w+Tests(?:\.\w+)?)`", page.read_text()):
            parts = [name] if name.endswith(".py") else name.split(".")
            missing += [(page.name, name)] if not set(parts) <= names else []
    assert not missing
