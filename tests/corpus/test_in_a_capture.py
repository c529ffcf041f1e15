"""A capture holds no secret, and is judged like the traffic it was made from."""

from pathlib import Path

import casefile
import pytest

from inspector.capture.opening import open_capture
from inspector.capture.store import CaptureWriter

HERE = Path(__file__).parent
CASES = [*casefile.cases(HERE / "accepted"), *casefile.cases(HERE / "defects")]


@pytest.mark.parametrize("file", sorted({case.file for case in CASES}))
def test_capture_of_the_same_yields_the_same(file: str, tmp_path: Path) -> None:
    exchanges = [each for case in CASES if case.file == file for each in case.exchanges]
    capture = tmp_path / "x.amscap"
    writer = CaptureWriter(capture)
    for annotated in casefile.annotated(exchanges):
        writer.append(annotated)
    writer.close()

    read = list(open_capture(capture, warn=pytest.fail))

    assert casefile.found(read) == casefile.found(exchanges)
    assert b"c2lnbmF0dXJlIG9mIG5vYm9keQ" not in capture.read_bytes()
