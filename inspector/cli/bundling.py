"""A zip that a user attaches to an issue: what was recorded, what was found, by which versions."""

import io
import json
import platform
import re
import shutil
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from importlib.metadata import requires, version
from pathlib import PurePath
from tempfile import TemporaryFile
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from inspector.capture.har_writing import HarWriter
from inspector.core.annotated import Annotated
from inspector.report import json as json_report
from inspector.report import text as text_report
from inspector.report.document import Summary, tool

EPOCH = (1980, 1, 1, 0, 0, 0)  # a zip's first day: the same content makes the same file
MEMBERS = ("README.txt", "report.txt", "report.json", "traffic.har", "versions.json")
_PLACE = re.compile(r"(.*?)((?:#[^#]*|:\d+)?)", re.DOTALL)  # a file's name and a place in it
_NAME = re.compile(r"[A-Za-z0-9._-]+")
README = """\
What `inspector export --to bundle` made of a recording, to be attached to an issue.

  traffic.har    the exchanges, as a HAR 1.2; `inspector open traffic.har` shows them
  report.txt     what was found in them
  report.json    the same as data
  versions.json  the versions of ams-inspector, Python and libraries, and the system

{contents}
Bodies that are not here, since they were not recorded or hold what cannot be redacted: {missing}.

Left out: secrets, which are markers like <redacted:jwt:9f86d081884c>, equal for equal secrets;
names of folders, of the user and of the machine; the environment. Addresses, ids, names and
bodies are as they were sent: look through them before you attach this.
"""


class BundleWriter:
    """Collects the parts in files without a name, and writes the zip to *file* at the end.

    *files* closes the parts, also when it never comes to a zip.
    """

    def __init__(
        self,
        file: BinaryIO,
        har: Callable[[BinaryIO], HarWriter],
        contents: Callable[[], str],
        files: ExitStack,
    ) -> None:
        self.file = file
        self.contents = contents
        self.summary = Summary()
        self.missing = 0
        self.parts = {name: files.enter_context(TemporaryFile()) for name in MEMBERS}  # noqa: SIM115 - it does
        self._texts = [
            io.TextIOWrapper(self.parts[name], "utf-8", write_through=True)
            for name in ("report.txt", "report.json")
        ]
        self._reports = (
            text_report.Report(self._texts[0]),
            json_report.Report(self._texts[1]),
        )
        self._har = har(self.parts["traffic.har"])

    def add(self, annotated: Annotated) -> None:
        """Take in one exchange."""
        kept = without_folders(annotated)
        messages = (kept.exchange.request, kept.exchange.response)
        self.missing += sum(message is not None and message.body is None for message in messages)
        self.summary.add(kept)
        self._har.add(kept)
        for report in self._reports:
            report.add(kept)

    def close(self) -> None:
        """Write the zip."""
        self._har.close()
        for report in self._reports:
            report.close(self.summary)
        readme = README.format(contents=self.contents(), missing=self.missing)
        self.parts["README.txt"].write(readme.encode())
        self.parts["versions.json"].write(json.dumps(versions(), indent=1).encode())
        with ZipFile(self.file, "w") as bundle:
            for name, part in self.parts.items():
                with part, bundle.open(_member(name), "w") as member:
                    part.seek(0)
                    shutil.copyfileobj(part, member)


def without_folders(annotated: Annotated) -> Annotated:
    """Return *annotated* with the names of files alone; folders tell of their owner."""
    exchange = annotated.exchange
    source = _without_folder(exchange.source)
    shown = source if exchange.id == exchange.source else exchange.id
    return replace(annotated, exchange=replace(exchange, source=source, id=shown))


def versions() -> dict[str, object]:
    """Return what this program runs on, without anything of its user."""
    named = (_NAME.match(one) for one in requires("ams-inspector") or ())
    return {
        **tool(),
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        "libraries": {one[0]: version(one[0]) for one in named if one},
    }


def _without_folder(source: str) -> str:
    found = _PLACE.fullmatch(source)
    assert found is not None
    return PurePath(found[1].replace("\\", "/")).name + found[2]


def _member(name: str) -> ZipInfo:
    member = ZipInfo(name, EPOCH)
    member.compress_type = ZIP_DEFLATED
    member.create_system = 3  # Unix, whose modes are in external_attr
    member.external_attr = 0o600 << 16
    return member
