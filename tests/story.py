"""A dozen exchanges of all kinds, and huge captures made of a small one."""

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

import make

from inspector.core.annotated import Annotated, Cause, Diagnosis, Finding
from inspector.core.evidence import Evidence
from inspector.core.exchange import Response
from inspector.core.severity import ERROR, NOTE, WARNING, Severity

COLUMNS = (
    "duration, method, verb, host, path, operation, status, size, severity, codes, service, "
    "profile, error"
)
TOUCH = "place, account, entity, other, act, way, refused, part, type, state, facts"


def found(
    code: str = "ODA401",
    severity: Severity = ERROR,
    *evidence: Evidence,
    title: str = "`__metadata` was sent, but verbose JSON was not asked for.",
) -> Finding:
    """Return a finding; without *evidence* it is about `Accept`."""
    places = evidence or (Evidence("request", "application/json", header="Accept"),)
    remedy = "Send `Accept: application/json;odata=verbose`."
    return Finding(code, code.lower(), severity, title, remedy, places, "0")


def annotated(
    number: int = 1,
    method: str = "GET",
    url: str = "Assets",
    body: object = b"",
    *,
    answer: Response | None = None,
    findings: Iterable[Finding] = (),
    diagnosis: Diagnosis | None = None,
    error: str = "",
    **changed: object,
) -> Annotated:
    """Return the *number*th exchange of a recording that began at noon, one a second."""
    exchange = make.exchange(
        method, url, body, answer=answer, started=make.NOON + number - 1, error=error, **changed
    )
    exchange = type(exchange)(**{**exchange.__dict__, "id": f"e{number}", "duration": 0.041})
    return Annotated(
        exchange, number - 1, "media-services", "api", exchange.request.operation,
        tuple(findings), diagnosis,
    )  # fmt: skip


JOB = {
    "Name": "encode",
    "InputMediaAssets": [{"__metadata": {"uri": f"{make.ROOT}Assets('nb%3Acid%3AUUID%3A1')"}}],
    "Priority": 0,
}
REFUSED = make.response(
    400,
    {"odata.error": {"message": {"value": "The property '__metadata' does not exist."}}},
    [("Content-Type", "application/json"), ("request-id", "7b7a2d60")],
)
LISTED = make.response(200, {"value": []}, [("Content-Type", "application/json")])


def story() -> list[Annotated]:
    """Return a dozen exchanges of all kinds: clean, noted, warned of, refused, failed."""
    pointed = Evidence("request", pointer="/InputMediaAssets/0/__metadata")
    absent = Evidence("request", "absent", header="x-ms-version")
    late = Evidence("request", "1769859000", header="Authorization", claim="exp")
    because = Diagnosis(
        (Cause("certain", "__metadata was read as light JSON", "ODA401", (pointed,)),),
        "The property '__metadata' does not exist.",
    )
    return [
        annotated(1, answer=LISTED),
        annotated(2, url="MediaProcessors", answer=LISTED, findings=[found("COR204", NOTE)]),
        annotated(3, "POST", "Jobs", JOB, answer=REFUSED, diagnosis=because,
                  findings=[found(), found("ODA402", ERROR, pointed), found("COR201", WARNING)]),
        annotated(4, url="Assets('nb:cid:UUID:1')/Files", answer=LISTED, x_ms_version=None,
                  findings=[found("HDR103", ERROR, absent, title="x-ms-version is missing.")]),
        annotated(5, "POST", "AccessPolicies", {"Name": "p"}, answer=make.response(201, {"d": {}})),
        annotated(6, "GET", "Locators", answer=make.response(401), findings=[
            found("JWT303", ERROR, late.noting("expired 10 min before"), title="The token had expired.")]),
        annotated(7, "DELETE", "Assets('nb:cid:UUID:2')", error="connection reset by peer"),
        annotated(8, "MERGE", "Assets('nb:cid:UUID:1')", {"Name": "n"}, answer=make.response(204)),
        annotated(9, "GET", "$metadata", answer=make.response(200, "<a><b>1</b><c/></a>")),
        annotated(10, "PUT", "Files", b"\0\1\2\xff" * 9, answer=make.response(201)),
        annotated(11, "GET", "Jobs", answer=make.response(503, "busy"),
                  findings=[found("RSP602", WARNING)]),
        annotated(12, answer=LISTED),
    ]  # fmt: skip


def multiplied(path: Path, times: int) -> Path:
    """Make a capture *times* as long by repeating it."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        (length,) = connection.execute("SELECT max(n) FROM exchange").fetchone()
        connection.execute("BEGIN")
        steps = "WITH RECURSIVE s(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM s WHERE i < ?)"
        for columns, table in (
            (f"id || '-' || i, started + {length} * i, {COLUMNS}", "exchange"),
            ("verdict, exchange, request_body, response_body", "message"),
            (TOUCH, "touch"),
        ):
            connection.execute(
                f"INSERT INTO {table} {steps} SELECT n + {length} * i, {columns} "
                f"FROM {table}, s WHERE n <= {length}",
                (times - 1,),
            )
        for name in ("exchanges", "inspected", "errors", "warnings", "notes"):
            connection.execute(f"UPDATE tally SET {name} = {name} * ?", (times,))
        connection.execute("COMMIT")
    return path
