"""Requests that are mended on their way, through a real proxy."""

import dataclasses
from collections.abc import Callable

import pytest
import requests
from wire import Upstream, answer, proxies, recorded, rows

from inspector.capture.store import CaptureReader
from inspector.core.annotated import Annotated
from inspector.proxy import ProxySettings, RunningProxy
from inspector.report.document import exchange_as_json

Run = Callable[[ProxySettings], RunningProxy]
TOKEN = {"Authorization": "Bearer opaque-secret-token-123456"}
JOB = {"Name": "n", "InputMediaAssets": [{"__metadata": {"uri": "https://a/Assets('1')"}}]}
GOOD = TOKEN | {
    "x-ms-version": "2.19",
    "DataServiceVersion": "3.0",
    "MaxDataServiceVersion": "3.0",
    "Accept": "application/json;odata=verbose",
    "x-ms-client-request-id": "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
}


def annotated(proxy: RunningProxy, number: int) -> Annotated:
    with CaptureReader(proxy.capture) as reader:
        return reader.annotated(number)


@pytest.fixture
def mending(run: Run, settings: ProxySettings) -> RunningProxy:
    return run(dataclasses.replace(settings, repair=True))


def test_what_is_mechanical_is_mended_and_what_was_sent_is_recorded(
    mending: RunningProxy, plain: Upstream
) -> None:
    plain.answers["/api/Jobs"] = answer(
        b'{"d": {"Id": "1"}}', "Content-Type: application/json;odata=verbose", status="201 Created"
    )
    requests.post(
        f"{plain.url}/api/Jobs", json=JOB, headers=TOKEN | {"X-Own": "kept"},
        proxies=proxies(mending), timeout=30,
    )  # fmt: skip
    (row,) = rows(mending.capture, 1)
    one = annotated(mending, 1)
    (arrived,) = plain.seen

    for line in (b"x-ms-version: 2.19", b"Accept: application/json;odata=verbose", b"X-Own: kept",
                 b"Content-Type: application/json;odata=verbose", b"opaque-secret-token"):  # fmt: skip
        assert line in arrived
    assert one.exchange.request.headers.get("Content-Type") == "application/json"
    assert "x-ms-version" not in one.exchange.request.headers
    assert {"HDR103", "ODA401", "ODA402"} <= {finding.code for finding in one.findings}
    assert {"COR207", "ODA408"}.isdisjoint(finding.code for finding in one.findings)
    assert {"HDR103", "ODA401", "ODA402"} <= set(row.mended.split())
    assert {
        "code": "HDR103", "side": "request", "spot": "header", "header": "x-ms-version", "before": None, "after": "2.19"
    } in exchange_as_json(one)["mends"]  # fmt: skip
    assert b"opaque-secret-token" not in mending.capture.read_bytes()


def test_a_good_request_and_other_hosts_pass_as_they_are(
    mending: RunningProxy, plain: Upstream
) -> None:
    requests.get(f"{plain.url}/api/Assets", headers=GOOD, proxies=proxies(mending), timeout=30)
    elsewhere = f"http://127.0.0.1:{plain.port}/api/Assets?$top=5000"
    requests.get(elsewhere, proxies=proxies(mending), timeout=30)

    rows(mending.capture, 2)
    assert [recorded(mending.capture, n).mends for n in (1, 2)] == [(), ()]
    assert b"$top=5000" in plain.seen[1]
    assert b"x-ms-version" not in plain.seen[1]


def test_a_body_is_mended_and_framed_anew(mending: RunningProxy, plain: Upstream) -> None:
    requests.post(
        f"{plain.url}/api/Assets", data=(piece for piece in [b"{'Name': ", b"'n'}"]),
        headers=GOOD | {"Content-Type": "application/json"}, proxies=proxies(mending), timeout=30,
    )  # fmt: skip
    rows(mending.capture, 1)
    mends = {mend.spot: mend for mend in recorded(mending.capture, 1).mends}

    assert plain.seen[0].endswith(b'\r\n\r\n{"Name": "n"}')
    assert b"Content-Length: 13" in plain.seen[0]
    assert (mends["body"].before, mends["body"].after) == ("{'Name': 'n'}", '{"Name": "n"}')
    assert recorded(mending.capture, 1).request.body == b"{'Name': 'n'}"


def test_a_note_is_no_defect(mending: RunningProxy, plain: Upstream) -> None:
    requests.patch(
        f"{plain.url}/api/Assets('1')", json={"Name": "n"},
        headers=GOOD | {"x-ms-version": "2.11"}, proxies=proxies(mending), timeout=30,
    )  # fmt: skip
    rows(mending.capture, 1)

    assert {"QRY505", "HDR105"} <= {finding.code for finding in annotated(mending, 1).findings}
    assert recorded(mending.capture, 1).mends == ()
    assert plain.seen[0].startswith(b"PATCH ")


def test_what_a_client_silences_is_not_mended_and_its_header_goes_nowhere(
    mending: RunningProxy, plain: Upstream
) -> None:
    requests.get(
        f"{plain.url}/api/Assets", headers=TOKEN | {"X-Inspector-Ignore": "HDR103"},
        proxies=proxies(mending), timeout=30,
    )  # fmt: skip
    (row,) = rows(mending.capture, 1)

    assert b"x-inspector-ignore" not in plain.seen[0].lower()
    assert b"x-ms-version" not in plain.seen[0]
    assert b"DataServiceVersion: 3.0" in plain.seen[0]
    assert "HDR103" not in row.mended
    assert "X-Inspector-Ignore" in recorded(mending.capture, 1).request.headers
