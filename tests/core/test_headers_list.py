from inspector.core.headers import Headers

SENT = Headers([("Accept", "a/b"), ("x-ms-version", "2.19"), ("ACCEPT", "c/d")])


def test_names_are_compared_without_case() -> None:
    assert SENT.get("accept") == "a/b"
    assert "X-MS-Version" in SENT


def test_order_case_and_repetition_are_kept() -> None:
    assert list(SENT) == [("Accept", "a/b"), ("x-ms-version", "2.19"), ("ACCEPT", "c/d")]
    assert SENT.all("Accept") == ("a/b", "c/d")
    assert SENT.joined("Accept") == "a/b, c/d"


def test_what_was_not_sent_is_none() -> None:
    assert SENT.get("Date") is None
    assert SENT.joined("Date") is None
    assert SENT.all("Date") == ()


def test_replacing_leaves_one() -> None:
    assert SENT.replacing("accept", "e/f").all("Accept") == ("e/f",)
    assert SENT.all("Accept") == ("a/b", "c/d")
