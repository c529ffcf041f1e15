"""Check a large HAR, each format by itself and all at once: peak memory and time beside a small one.

    python benchmarks/large.py [--exchanges 200000] [--small 10000] [--keep FILE] [FORMAT...]

The traffic is that of one client after the other: each signs in, makes an asset, uploads, encodes,
polls and cleans up, under ids and tokens of its own; every third does something that is found.
"""

import argparse
import base64
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote

FORMATS = ("text", "json", "jsonl", "markdown", "sarif", "junit", "github")
BEGUN = 1769860800.0  # 2026-01-31T12:00:00Z
ROOT = "https://accountname.restv2.westus.media.azure.net/api/"
LOGIN = "https://login.microsoftonline.com/contoso.com/oauth2/token"
VERBOSE = "application/json;odata=verbose"
REQUEST_ID = "x-ms-client-request-id"
MIB = 1024 * 1024
Entry = dict[str, object]


def main() -> None:
    """Write the recordings, check them, print a line for each format."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--exchanges", type=int, default=200_000)
    parser.add_argument("--small", type=int, default=10_000)
    parser.add_argument("--keep", type=Path, help="write the large recording there, and keep it")
    parser.add_argument("formats", nargs="*", default=[*FORMATS, "all"])
    asked = parser.parse_args()
    with TemporaryDirectory() as folder:
        few, many = Path(folder, "few.har"), asked.keep or Path(folder, "many.har")
        for path, count in ((few, asked.small), (many, asked.exchanges)):
            write(path, count)
            print(f"{path.name}: {count:,} exchanges, {path.stat().st_size / MIB:,.0f} MiB")
        print(f"{'format':10}{'peak, few':>12}{'peak, many':>12}{'report':>10}{'CPU':>9}{'a second':>10}")  # fmt: skip
        for name in asked.formats:
            small, _, _ = checked(few, name, Path(folder))
            peak, size, cpu = checked(many, name, Path(folder))
            print(
                f"{name:10}{small:8.0f} MiB{peak:8.0f} MiB{size:6.0f} MiB{cpu:7.0f} s"
                f"{asked.exchanges / cpu:10,.0f}",
                flush=True,
            )


def checked(recording: Path, name: str, folder: Path) -> tuple[float, float, float]:
    """Check *recording*; return its peak and its reports' size in MiB, and its seconds of CPU."""
    names = FORMATS if name == "all" else (name,)
    files = {one: folder / f"report.{one}" for one in names}
    wished = [f"--format={one}={file}" for one, file in files.items()]
    command = [sys.executable, "-m", "inspector", "check", "--fail-on=never", *wished, recording]
    process = subprocess.Popen(command)
    _, status, used = os.wait4(process.pid, 0)
    assert status == 0, status
    process.returncode = status
    size = sum(file.stat().st_size for file in files.values())
    return used.ru_maxrss / 1024, size / MIB, used.ru_utime + used.ru_stime


def write(path: Path, count: int) -> None:
    """Write a HAR of *count* exchanges, entry by entry."""
    with path.open("w", encoding="utf-8") as file:
        file.write('{"log": {"version": "1.2", "creator": {"name": "large.py"}, "entries": [')
        for number, entry in zip(range(count), traffic(), strict=False):
            file.write(f"{',' if number else ''}\n{json.dumps(entry)}")
        file.write("\n]}}\n")


def traffic() -> Iterator[Entry]:
    """Yield the entries of one client after the other, for ever."""
    number, at = 0, BEGUN
    while True:
        yield from Client(number, at).calls()
        number, at = number + 1, at + 120


class Client:
    """One client's calls; *number* makes its ids and decides what it does wrong."""

    def __init__(self, number: int, at: float) -> None:
        self.number = number
        self.at = at
        self.called = 0
        self.bearer = f"Bearer {token(number, at)}"
        self.asset, self.policy, self.locator, self.job = map(self.id, ("cid", "pid", "lid", "jid"))

    def calls(self) -> Iterator[Entry]:
        """Yield the calls in order."""
        yield self.signs_in()
        yield from self.uploads()
        yield from self.encodes()
        if self.number % 4:
            yield self.call("DELETE", key("Locators", self.locator), status=204)
            yield self.call("DELETE", key("AccessPolicies", self.policy), status=204)
        yield self.call("DELETE", key("Assets", self.asset), status=204)
        if self.number % 9 == 0:  # it is gone by now
            yield self.call("GET", key("Assets", self.asset), status=404, answer=error("not found"))

    def signs_in(self) -> Entry:
        """Return the call for a token."""
        form = f"grant_type=client_credentials&client_id=a&client_secret=s{self.number:08}&resource=https%3A%2F%2Frest.media.azure.net"
        kind = [("Content-Type", "application/x-www-form-urlencoded")]
        answer = {"token_type": "Bearer", "access_token": self.bearer.removeprefix("Bearer ")}
        return self.entry("POST", LOGIN, kind, form, 200, json.dumps(answer))

    def uploads(self) -> Iterator[Entry]:
        """Yield what makes an asset with a file."""
        name = f"holiday {self.number}.mp4"
        made = {"Id": self.asset, "Name": name, "State": 0, "Options": 0}
        yield self.call("POST", "Assets", {"Name": name}, 201, entity("Assets", self.asset, made))
        rights = {"Name": "upload", "DurationInMinutes": 60.0, "Permissions": 2}
        made = {"Id": self.policy, **rights}
        yield self.call("POST", "AccessPolicies", rights, 201, entity("AccessPolicies", self.policy, made))  # fmt: skip
        asked = {"AccessPolicyId": self.policy, "AssetId": self.asset, "Type": 1}
        container = f"https://store.blob.core.windows.net/asset-{self.number}"
        signature = quote(base64.b64encode(f"signature of client {self.number:08}".encode()))
        sas = f"sv=2012-02-12&sr=c&se=2026-02-01T12%3A00%3A00Z&sp=w&sig={signature}"
        made = {"Id": self.locator, **asked, "Path": f"{container}?{sas}", "BaseUri": container}
        yield self.call("POST", "Locators", asked, 201, entity("Locators", self.locator, made))
        blob = [("x-ms-blob-type", "BlockBlob"), ("x-ms-version", "2012-02-12")]
        yield self.entry("PUT", f"{container}/{quote(name)}?{sas}", blob, "x" * 200, 201, "")
        yield self.call("GET", f"CreateFileInfos?assetid='{quote(self.asset)}'", status=204)

    def encodes(self) -> Iterator[Entry]:
        """Yield a job, and what polls it; in every third it is linked in plain JSON."""
        link = {"__metadata": {"uri": ROOT + key("Assets", self.asset)}}
        task = {"Configuration": "H264", "MediaProcessorId": "nb:mpid:UUID:ff4df607-d419-42f0-bc17-a481b1331e56", "TaskBody": "<taskBody/>"}  # fmt: skip
        job = {"Name": f"encode {self.number}", "InputMediaAssets": [link], "Tasks": [task]}
        if self.number % 3 == 0:
            refused = error("Parsing request content failed")
            yield self.call("POST", "Jobs", job, 400, refused, accept="application/json")
        made = entity("Jobs", self.job, {"Id": self.job, "Name": job["Name"], "State": 0})
        yield self.call("POST", "Jobs", job, 201, made)
        for state in (0, 1, 2, 2, 3):
            yield self.call("GET", f"{key('Jobs', self.job)}/State", answer={"d": {"State": state}})
        rows = [{"Id": self.id("cid", place), "Name": f"out {place}", "State": 0} for place in range(1, 5)]  # fmt: skip
        listed = {"d": {"results": [entity("Assets", str(row["Id"]), row)["d"] for row in rows]}}
        yield self.call("GET", f"{key('Jobs', self.job)}/OutputMediaAssets", answer=listed)

    def call(
        self,
        method: str,
        path: str,
        body: Entry | None = None,
        status: int = 200,
        answer: Entry | None = None,
        accept: str = VERBOSE,
    ) -> Entry:
        """Return a call of the API; every fifth client forgets an id, every seventh a version."""
        headers = [("Accept", accept), ("Authorization", self.bearer), ("User-Agent", "client/1.0")]
        headers += [("DataServiceVersion", "3.0"), ("MaxDataServiceVersion", "3.0")]
        if self.number % 7 or status != 204:
            headers.append(("x-ms-version", "2.19"))
        if self.number % 5 or method != "GET":
            headers.append((REQUEST_ID, guid(self.number, self.called)))
        if body is not None:
            headers.append(("Content-Type", accept))
        sent = "" if body is None else json.dumps(body)
        got = "" if answer is None else json.dumps(answer)
        return self.entry(method, ROOT + path, headers, sent, status, got)

    def entry(
        self,
        method: str,
        url: str,
        headers: list[tuple[str, str]],
        body: str,
        status: int,
        answer: str,
    ) -> Entry:
        """Return one entry of the HAR."""
        self.called += 1
        self.at += 6
        posted = {"postData": {"mimeType": "", "text": body}} if body else {}
        received = [
            ("Content-Type", f"{VERBOSE};charset=utf-8"),
            ("Server", "Microsoft-IIS/10.0"),
            ("request-id", guid(self.number, 500 + self.called)),
            *[field for field in headers if field[0] == REQUEST_ID],
            ("DataServiceVersion", "3.0;"),
            ("Date", time.strftime("%a, %d %b %Y %H:%M:%S GMT", time.gmtime(self.at))),
        ]
        return {
            "startedDateTime": time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime(self.at)),
            "time": 41.5,
            "request": {
                "method": method, "url": url, "httpVersion": "HTTP/1.1",
                "headers": pairs(headers), **posted,
            },
            "response": {
                "status": status, "statusText": "", "httpVersion": "HTTP/1.1",
                "headers": pairs(received), "content": {"size": len(answer), "text": answer},
            },
            "timings": {"send": 0.1, "wait": 41.2, "receive": 0.2},
        }  # fmt: skip

    def id(self, kind: str, place: int = 0) -> str:
        """Return an id of the service's form."""
        return f"nb:{kind}:UUID:{guid(self.number, 1000 + place)}"


def guid(number: int, place: int) -> str:
    """Return an id that no other pair of numbers has."""
    return f"{number:08x}-{place:04x}-4f89-9a0c-{number * 7919 % (1 << 48):012x}"


def key(name: str, entity_id: str) -> str:
    """Return the path of an entity."""
    return f"{name}('{quote(entity_id, safe='')}')"


def entity(name: str, entity_id: str, members: Entry) -> Entry:
    """Return an entity in verbose JSON."""
    uri = ROOT + key(name, entity_id)
    return {"d": {"__metadata": {"id": uri, "uri": uri}, **members}}


def error(said: str) -> Entry:
    """Return a refusal in verbose JSON."""
    return {"error": {"code": "", "message": {"lang": "en-US", "value": said}}}


def token(number: int, at: float) -> str:
    """Return a client's token, valid for an hour."""
    issued = int(at) - 60
    claims = {
        "aud": "https://rest.media.azure.net", "iss": f"https://sts.windows.net/{guid(1, 1)}/",
        "iat": issued, "nbf": issued, "exp": issued + 3900, "tid": guid(1, 1),
        "appid": guid(number % 40, 2), "ver": "1.0", "uti": f"{number:022}",
    }  # fmt: skip
    parts = [json.dumps(part).encode() for part in ({"typ": "JWT", "alg": "RS256"}, claims)]
    signature = number.to_bytes(4) * 64
    return ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in [*parts, signature])  # fmt: skip


def pairs(fields: list[tuple[str, str]]) -> list[dict[str, str]]:
    """Return headers as a HAR has them."""
    return [{"name": name, "value": value} for name, value in fields]


if __name__ == "__main__":
    main()
