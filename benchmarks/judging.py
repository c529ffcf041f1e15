"""Time redaction, the rules and each rule's share of it, beside the parse of the same bodies.

    python benchmarks/judging.py [--exchanges 1000] [--rounds 5]

Ids, names and times differ from exchange to exchange, as they do in traffic; the token stays.
Every round takes its turns in the same order, and ratios are of the same round.
"""

import argparse
import json
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

import make

from inspector.capture.opening import open_capture
from inspector.core.annotated import Annotated
from inspector.core.engine import Inspector
from inspector.core.exchange import Exchange
from inspector.core.headers import Headers
from inspector.core.inspection import Inspection
from inspector.core.recording import annotate_all
from inspector.core.redaction.redact import Redactor
from inspector.core.service import Service
from inspector.profiles.media_services import MEDIA_SERVICES

SHOWN = 12  # rules, the dearest first
TYPE = "Microsoft.Cloud.Media.Vod.Rest.Data.Models.Asset"
LINKS = ("ContentKeys", "Files", "Locators")
Times = list[float]  # seconds of the thread's CPU time, of one exchange each


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--exchanges", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    for entities, share in ((1, 1.0), (54, 0.1)):
        exchanges = recorded(entities, max(50, int(arguments.exchanges * share)))
        judge(exchanges, arguments.rounds)
    shares(recorded(1, arguments.exchanges), arguments.rounds)
    check(recorded(1, arguments.exchanges * 5), arguments.rounds)


def recorded(entities: int, count: int) -> list[Exchange]:
    """Return raw exchanges that break no rule; every second one sends a body."""
    return [_exchange(entities, number) for number in range(count)]


def _exchange(entities: int, number: int) -> Exchange:
    request_id = f"3f2504e0-4f89-41d3-9a0c-{number:012x}"
    posts = number % 2 == 0
    url = "Assets" if posts else f"Assets('nb%3Acid%3AUUID%3A{request_id}')/Files"
    sent = json.dumps({"Name": f"holiday {number}", "Options": 0, "AlternateId": "a" * 60})
    asked = make.request(
        "POST" if posts else "GET",
        url,
        sent if posts else b"",
        accept=make.VERBOSE,
        x_ms_client_request_id=request_id,
        User_Agent="client/1.0",
    )
    status = 201 if posts else 200
    answer = make.response(status, _answer(entities, number), _fields(request_id))
    started = make.NOON + number / 1000
    return Exchange(request=asked, response=answer, started=started, duration=0.04, id=str(number))


def _answer(entities: int, number: int) -> str:
    rows = [_asset(f"{number:08x}-0dd0-4f89-9a0c-{row:012x}", number) for row in range(entities)]
    return json.dumps({"d": {"results": rows}}, separators=(",", ":"))


def _asset(guid: str, number: int) -> dict[str, object]:
    uri = f"{make.ROOT}Assets('nb%3Acid%3AUUID%3A{guid}')"
    links = {name: {"__deferred": {"uri": f"{uri}/{name}"}} for name in LINKS}
    return {
        "__metadata": {"id": uri, "uri": uri, "type": TYPE},
        **links,
        "Id": f"nb:cid:UUID:{guid}",
        "State": 0,
        "Created": f"2026-01-31T12:00:00.{number % 1000:03d}Z",
        "Name": f"holiday {number}",
        "StorageAccountName": "account",
    }


def _fields(request_id: str) -> list[tuple[str, str]]:
    return [
        ("Cache-Control", "no-cache"),
        ("Content-Type", "application/json;odata=verbose;charset=utf-8"),
        ("Server", "Microsoft-IIS/10.0"),
        ("request-id", request_id[::-1]),
        ("x-ms-request-id", request_id[::-1]),
        ("x-ms-client-request-id", request_id),
        ("X-Content-Type-Options", "nosniff"),
        ("DataServiceVersion", "3.0;"),
        ("Date", "Sat, 31 Jan 2026 12:00:00 GMT"),
    ]


def judge(exchanges: Sequence[Exchange], rounds: int) -> None:
    """Print what redaction and rules cost, and how much that is of parsing the answers."""
    size = statistics.median(len(e.response.body or b"") for e in exchanges if e.response)
    print(f"answers of {size / 1000:.1f} kB, {len(exchanges)} exchanges")
    parsed, taken, judged, both = [], [], [], []
    for _ in range(rounds):
        redactor, inspector = Redactor(b"benchmark"), Inspector([MEDIA_SERVICES])
        parsed.append(each(_parse, exchanges)[0])
        times, redacted = each(redactor.take_in, exchanges)
        more, annotated = each(inspector.annotate, redacted)
        assert not any(one.findings for one in annotated), annotated[0].findings
        taken.append(times)
        judged.append(more)
        both.append([a + b for a, b in zip(times, more, strict=True)])
    for name, measured in (
        ("json.loads of the answer", parsed),
        ("take_in", taken),
        ("annotate", judged),
        ("both", both),
    ):
        report(name, measured, parsed)


def _parse(exchange: Exchange) -> object:
    assert exchange.response is not None
    return json.loads(exchange.response.body or b"null")


def each[A, B](do: Callable[[A], B], values: Sequence[A]) -> tuple[Times, list[B]]:
    """Return how long each call took, and what it gave."""
    times, results = [], []
    for value in values:
        began = time.thread_time()
        result = do(value)
        times.append(time.thread_time() - began)
        results.append(result)
    return times, results


def report(name: str, measured: Sequence[Times], against: Sequence[Times]) -> None:
    """Print the median of the rounds' medians, their extremes, the 99th percentile, the ratio."""
    medians = [1e6 * statistics.median(times) for times in measured]
    p99 = statistics.median(1e6 * statistics.quantiles(times, n=100)[98] for times in measured)
    pairs = zip(measured, against, strict=True)
    ratio = statistics.median(statistics.median(a) / statistics.median(b) for a, b in pairs)
    low, middle, high = min(medians), statistics.median(medians), max(medians)
    print(f"  {name:26}{middle:9.1f} µs ({low:.1f}-{high:.1f})  p99 {p99:8.1f}  x{ratio:.2f}")


def shares(exchanges: Sequence[Exchange], rounds: int) -> None:
    """Print what each rule takes of the time of all, the exchange's lazy readings included."""
    spent: dict[str, float] = {}
    for _ in range(rounds):
        redactor, inspector = Redactor(b"benchmark"), Inspector([MEDIA_SERVICES])
        rules = [rule for rule in MEDIA_SERVICES.rules if Service.API in rule.on]
        for exchange in map(redactor.take_in, exchanges):
            facts = MEDIA_SERVICES.facts(exchange.request)
            it = Inspection(exchange, Service.API, facts, inspector.history)
            for rule in rules:
                began = time.perf_counter()
                list(rule.check(it))
                took = time.perf_counter() - began
                spent[rule.code] = spent.get(rule.code, 0.0) + took
    whole, number = sum(spent.values()), rounds * len(exchanges)
    print(f"{len(spent)} rules alone: {1e6 * whole / number:.1f} µs an exchange; of it")
    dearest = sorted(spent.items(), key=lambda item: -item[1])
    for code, took in dearest[:SHOWN]:
        print(f"  {code:26}{1e6 * took / number:9.1f} µs  {100 * took / whole:4.1f} %")


def check(exchanges: Sequence[Exchange], rounds: int) -> None:
    """Print how fast a HAR is read, redacted and judged, beside its parse alone."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "traffic.har")
        path.write_text(json.dumps({"log": {"version": "1.2", "entries": [*entries(exchanges)]}}))
        parses, checks = [], []
        for _ in range(rounds):
            parses.append(_cpu(lambda: len(json.loads(path.read_bytes())["log"]["entries"])))
            checks.append(_cpu(lambda: sum(1 for _ in annotated_from(path))))
    ratio = statistics.median(a / b for a, b in zip(checks, parses, strict=True))
    rates = sorted(len(exchanges) / seconds for seconds in checks)
    print(f"a HAR of {len(exchanges)} exchanges, read, redacted and judged")
    print(
        f"  {statistics.median(rates):,.0f}/s ({rates[0]:,.0f}-{rates[-1]:,.0f})"
        f"  x{ratio:.2f} of json.loads of the file"
    )


def annotated_from(path: Path) -> Iterator[Annotated]:
    """Yield what `inspector check` reports on."""
    redactor, inspector = Redactor(b"benchmark"), Inspector([MEDIA_SERVICES])
    raw = open_capture(path, warn=print)
    return annotate_all(inspector, map(redactor.take_in, raw))


def _cpu(do: Callable[[], int]) -> float:
    began = time.process_time()
    do()
    return time.process_time() - began


def entries(exchanges: Sequence[Exchange]) -> Iterator[dict[str, object]]:
    """Yield the exchanges as a HAR has them."""
    for exchange in exchanges:
        request, response = exchange.request, exchange.response
        assert response is not None
        posted = {"postData": {"mimeType": make.VERBOSE, "text": (request.body or b"").decode()}}
        yield {
            "startedDateTime": "2026-01-31T12:00:00.000Z",
            "time": 41.5,
            "request": {
                "method": request.method,
                "url": request.url,
                "httpVersion": "HTTP/1.1",
                "headers": _pairs(request.headers),
                **(posted if request.body else {}),
            },
            "response": {
                "status": response.status,
                "headers": _pairs(response.headers),
                "content": {
                    "size": len(response.body or b""),
                    "text": (response.body or b"").decode(),
                },
            },
        }


def _pairs(fields: Headers) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in fields]


if __name__ == "__main__":
    main()
