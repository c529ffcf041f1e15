import pytest

from inspector.core.comparing.steady import LONGEST, steady_value

GUID = "3f2504e0-4f89-41d3-9a0c-0305e82c3301"


@pytest.mark.parametrize(
    ("header", "one", "other"),
    [
        pytest.param("Date", "Sat, 31 Jan 2026 12:00:00 GMT", "now", id="a date"),
        pytest.param("x-ms-client-request-id", GUID, "mine", id="a request id"),
        pytest.param("Content-Length", "12", "1300", id="a length"),
        pytest.param("X-MS-Meta-Title", "one", "two", id="metadata of a blob"),
        pytest.param("Authorization", "Bearer <redacted:jwt:9f86d081884c>", "Bearer <redacted:jwt:0123456789ab>", id="two tokens"),
        pytest.param("Location", f"https://h/api/Assets('nb:cid:UUID:{GUID}')", "https://h/api/Assets('nb:cid:UUID:00000000-0000-0000-0000-000000000000')", id="ids of the service"),
        pytest.param("Content-Type", "multipart/mixed; boundary=batch_1", 'multipart/mixed; boundary="b 2"', id="boundaries"),
        pytest.param("User-Agent", "Sdk/3.5.0 (Windows NT 10.0)", "Sdk/3.6.12 (Windows NT 11.0)", id="builds"),
        pytest.param("X-Sent", "2026-01-31T12:00:00Z", "2026-02-01T00:00:00.123+01:00", id="moments"),
        pytest.param("X-Sent", "Saturday, 31-Jan-26 12:00:00 GMT", "Sun, 01 Feb 2026 12:00:00 GMT", id="moments of HTTP"),
        pytest.param("X-Part", "d41d8cd98f00b204e9800998ecf8427e", "0cc175b9c0f1b6a831c399e269772661", id="digests"),
        pytest.param("X-Account", "1234567", "7654321", id="long numbers"),
    ],
)  # fmt: skip
def test_what_varies_is_no_difference(header: str, one: str, other: str) -> None:
    assert steady_value(header, one) == steady_value(header, other)


@pytest.mark.parametrize(
    ("header", "one", "other"),
    [
        pytest.param("Accept", "application/json", "application/json;odata=verbose", id="Accept"),
        pytest.param("x-ms-version", "2.17", "2.19", id="the service's version"),
        pytest.param("x-ms-version", "2011-08-18", "2012-02-12", id="the version of storage"),
        pytest.param("DataServiceVersion", "3.0", "3.0;NetFx", id="a protocol version"),
        pytest.param("User-Agent", "Sdk/3.5", "Other/3.5", id="another product"),
        pytest.param("Authorization", "Bearer <redacted:jwt:9f86d081884c>", "Bearer <redacted:token:9f86d081884c>", id="another kind of token"),
        pytest.param("Authorization", "Bearer {token}", "Bearer <redacted:jwt:9f86d081884c>", id="a template"),
        pytest.param("Content-Type", "multipart/mixed; boundary=b", "multipart/form-data; boundary=b", id="another multipart"),
        pytest.param("x-ms-blob-type", "BlockBlob", "PageBlob", id="a word"),
        pytest.param("Slug", "", "x", id="empty"),
    ],
)  # fmt: skip
def test_what_is_meant_is_a_difference(header: str, one: str, other: str) -> None:
    assert steady_value(header, one) != steady_value(header, other)


@pytest.mark.parametrize(
    "text", ["9" * 10**6, "a-" * 10**6, "boundary=" * 10**5, "\x1b\u202e" * 10**5]
)
def test_hostile_values_are_short_and_inert(text: str) -> None:
    value = steady_value("X-Odd", text)

    assert value is not None
    assert len(value) <= LONGEST
    assert not set(value) & {"\x1b", "\u202e"}
