"""Writes gettext catalogues (`.mo`), which Python reads and only `msgfmt` writes."""
import struct
from pathlib import Path


def write(path: Path, head: str, texts: "dict[str, str | list[str]]", coding: str = "utf-8", order: str = "<") -> None:
    """`texts` has singulars, behind "context\\4" where there is one, and a list of forms where there is a plural."""
    entries = [(b"", head.encode(coding))]
    for name, text in texts.items():
        if isinstance(text, str):
            entries.append((name.encode(coding), text.encode(coding)))
        else:
            # What stands behind the NUL is the plural in the program; nobody looks it up.
            entries.append(((name + "\0" + name + "s").encode(coding), "\0".join(text).encode(coding)))
    entries.sort()
    tables, strings, place = ([], []), b"", 28 + 16 * len(entries)
    for column in (0, 1):
        for entry in entries:
            tables[column].append(struct.pack(order + "II", len(entry[column]), place + len(strings)))
            strings += entry[column] + b"\0"
    path.parent.mkdir(parents=True)
    path.write_bytes(
        struct.pack(order + "7I", 0x950412DE, 0, len(entries), 28, 28 + 8 * len(entries), 0, place) + b"".join(tables[0]) + b"".join(tables[1]) + strings)
