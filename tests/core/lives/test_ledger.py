"""What is remembered of the service's entities."""

from typing import Any

import pytest

from inspector.core.lives.known import MOST_LINKS
from inspector.core.lives.ledger import Ledger
from inspector.core.lives.likeness import MOST, Tally, likeness
from inspector.core.lives.touch import Touch

ASSET, LOCATOR, POLICY = (
    f"nb:{kind}:UUID:0a1b2c3d-1500-80c3-8f4e-f1e5e6b3a001" for kind in ("cid", "lid", "pid")
)


def ledger(*touches: Touch) -> Ledger:
    """Return a ledger of exchanges that did one thing each, one a second."""
    found = Ledger()
    for index, touch in enumerate(touches):
        found.add([touch], index, "", 1000.0 + index)
    return found


def read(**changed: Any) -> Touch:
    return Touch(ASSET, "read", "Asset", **changed)


@pytest.mark.parametrize(
    ("touches", "reads"),
    [
        pytest.param([read(), read()], 2, id="two reads"),
        pytest.param([read(), read(refused=True), read()], 2, id="a refused one does not count"),
        pytest.param([read(), Touch(ASSET, "changed"), read()], 1, id="a change begins anew"),
        pytest.param([read(), Touch(ASSET, "called"), read()], 1, id="an action too"),
        pytest.param([read(), Touch(ASSET, "linked", other=POLICY), read()], 2, id="a link does not"),
        pytest.param([read(), Touch(ASSET, "listed", "Asset")], 1, id="nor a list that mentions it"),
        pytest.param([Touch(ASSET, "created", "Asset")], 0, id="never read"),
    ],
)  # fmt: skip
def test_streak_of_reads(touches: list[Touch], reads: int) -> None:
    known = ledger(*touches).get(ASSET)

    assert known is not None
    assert (known.reads[""].reads if "" in known.reads else 0) == reads


@pytest.mark.parametrize(
    ("touches", "alive"),
    [
        pytest.param([Touch(LOCATOR, "listed", "Locator", facts={"AssetId": ASSET})], [LOCATOR], id="listed"),
        pytest.param([Touch(LOCATOR, "read", "Locator", facts={"AssetId": ASSET.upper().replace("NB:CID", "nb:cid")})], [LOCATOR], id="read, in capitals"),
        pytest.param([Touch(LOCATOR, "listed", "Locator", facts={"AssetId": None})], [], id="of no asset"),
        pytest.param([Touch(LOCATOR, "read", "Locator", refused=True, facts={"AssetId": ASSET})], [], id="refused"),
        pytest.param([Touch(LOCATOR, "listed", "Locator", facts={"AssetId": ASSET}), Touch(ASSET, "deleted", "Asset")], [], id="deleted along with its asset"),
    ],
)  # fmt: skip
def test_an_answer_links_a_locator_to_its_asset(touches: list[Touch], alive: list[str]) -> None:
    assert [one.entity for one in ledger(*touches).linked(ASSET, "Locator")] == alive


def test_the_latest_links_are_kept() -> None:
    locators = [LOCATOR.replace("a001", f"{number:04}") for number in range(MOST_LINKS + 1)]
    made = [Touch(one, "created", "Locator", other=ASSET) for one in locators]

    kept = [one.entity for one in ledger(*made).linked(ASSET, "Locator")]
    assert kept == locators[1:]


def policy(rights: Any, minutes: Any, **changed: Any) -> Touch:
    facts = {"Permissions": rights, "DurationInMinutes": minutes}
    return Touch(POLICY, "created", "AccessPolicy", facts=facts, **changed)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        pytest.param(policy(1, 300), policy(1, 300.0), True, id="numbers"),
        pytest.param(policy(1, 300), policy("1", "300"), True, id="numbers as text"),
        pytest.param(policy(1, 43200), policy(1, "4.32E4"), True, id="an exponent"),
        pytest.param(policy(1, 300), policy(2, 300), False, id="other rights"),
        pytest.param(policy(1, 300), policy(1, 301), False, id="another duration"),
        pytest.param(policy(1, "long"), policy(1, "short"), False, id="no numbers"),
        pytest.param(policy(1, 10**400), policy(1, "inf"), False, id="beyond all numbers"),
    ],
)
def test_likeness(one: Touch, other: Touch, same: bool) -> None:
    assert (likeness(one, "h") == likeness(other, "h")) is same


@pytest.mark.parametrize(
    "touch",
    [
        pytest.param(policy(1, 300, refused=True), id="refused"),
        pytest.param(Touch(POLICY, "created", "AccessPolicy", facts={"Permissions": 1}), id="no duration"),
        pytest.param(Touch(POLICY, "read", "AccessPolicy", facts=policy(1, 300).facts), id="read"),
        pytest.param(Touch(ASSET, "created", "Asset", facts=policy(1, 300).facts), id="another type"),
    ],
)  # fmt: skip
def test_likeness_of_nothing(touch: Touch) -> None:
    assert likeness(touch, "h") is None


def test_tally_forgets_what_was_not_used_for_longest() -> None:
    tally = Tally()
    for number in range(MOST + 1):
        tally.add((str(number),))
        tally.add(("always",))

    assert tally.of(("always",)) == MOST + 1
    assert tally.of(("0",)) == 0
    assert tally.of((str(MOST),)) == 1
