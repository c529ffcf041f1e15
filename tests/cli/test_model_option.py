"""`--model FILE`: a $metadata document in the place of the bundled model."""

import json
from pathlib import Path

import make
import pytest
from click.testing import CliRunner

from inspector.cli import check
from inspector.config.settings import settings
from inspector.errors import ConfigError

DOCUMENT = """<?xml version="1.0" encoding="ENCODING"?>
<edmx:Edmx Version="1.0" xmlns:edmx="http://schemas.microsoft.com/ado/2007/06/edmx">
<edmx:DataServices><Schema Namespace="N" xmlns="http://schemas.microsoft.com/ado/2009/11/edm">
<EntityType Name="Asset"><Key><PropertyRef Name="Id"/></Key>
<Property Name="Id" Type="Edm.String" Nullable="false"/><Property Name="Mood" Type="Edm.String"/>
</EntityType><EntityContainer Name="C"><EntitySet Name="Assets" EntityType="N.Asset"/>
</EntityContainer></Schema></edmx:DataServices></edmx:Edmx>"""
UTF_8 = DOCUMENT.replace("ENCODING", "utf-8").encode()
UTF_16 = DOCUMENT.replace("ENCODING", "utf-16").encode("utf-16")


def codes(folder: Path, *arguments: str) -> list[str]:
    """Return the codes that `check` finds in the creation of an asset with a mood."""
    recording = folder / "traffic.http"
    headers = make.headers(accept=make.VERBOSE, content_type=make.VERBOSE)
    lines = [f"{name}: {value}" for name, value in headers]
    text = ["# at: 2026-01-31T12:00:00Z", f"POST {make.ROOT}Assets", *lines, "", '{"Mood": "good"}']
    recording.write_text("\n".join(text), encoding="utf-8")
    typed = [str(recording), "--format", "json", *arguments]
    done = CliRunner().invoke(check.command, typed, catch_exceptions=False, standalone_mode=False)
    (exchange,) = json.loads(done.stdout)["exchanges"]
    return [finding["code"] for finding in exchange["findings"]]


@pytest.mark.parametrize(
    "document", [pytest.param(UTF_8, id="UTF-8"), pytest.param(UTF_16, id="UTF-16")]
)
def test_what_the_document_says_counts(document: bytes, tmp_path: Path) -> None:
    file = tmp_path / "metadata.xml"
    file.write_bytes(document)

    assert codes(tmp_path) == ["ODA410"]
    assert codes(tmp_path, "--model", str(file)) == []


@pytest.mark.parametrize(
    ("content", "words"),
    [
        pytest.param(b"",                                 "give a $metadata document",       id="empty"),
        pytest.param(b"<html/>",                          "no CSDL schema",                  id="another document"),
        pytest.param(UTF_8[:-40],                         "line 7",                          id="cut off"),
        pytest.param(b'{"value": []}',                    "give a $metadata document",       id="a service document"),
        pytest.param(UTF_8.replace(b"EntitySet", b"Set"), "declares no entity set",          id="no sets"),
        pytest.param(b" " * (8 * 1024 * 1024 + 1),        "larger than 8 MiB",               id="too large"),
    ],
)  # fmt: skip
def test_what_is_no_model_is_told_in_one_line(content: bytes, words: str, tmp_path: Path) -> None:
    file = tmp_path / "metadata.xml"
    file.write_bytes(content)

    with pytest.raises(ConfigError) as told:
        settings(model=str(file))

    assert str(told.value).startswith(f"--model: {file}: ")
    assert words in str(told.value)
    assert "\n" not in str(told.value)


def test_a_file_that_is_not_there_is_told() -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        settings(model="nowhere.xml")
