"""What is known of the service's entities from what was done to them."""

from collections.abc import Iterable
from typing import Any

import pytest

from inspector.core.lives.known import MOST_EVENTS, MOST_HOSTS, MOST_LINKS
from inspector.core.lives.ledger import MOST, Ledger
from inspector.core.lives.touch import Act, Touch

A, F, L, J, T = "nb:cid:UUID:1", "nb:cid:UUID:2", "nb:lid:UUID:1", "nb:jid:UUID:1", "nb:tid:UUID:1"


def ledger(*done: Touch | Iterable[Touch], host: str = "h.test") -> Ledger:
    found = Ledger()
    for index, one in enumerate(done):
        found.add([one] if isinstance(one, Touch) else one, index, "GET x", None, host)
    return found


def touch(act: Act, entity: str = A, type_: str = "Asset", **more: Any) -> Touch:
    return Touch(entity, act, type_, **more)


def refused(act: Act) -> Touch:
    return touch(act, refused=True)


@pytest.mark.parametrize(
    ("done", "created", "deleted"),
    [
        pytest.param([touch("created")], 0, None, id="created"),
        pytest.param([touch("read")], None, None, id="read"),
        pytest.param([touch("created"), touch("deleted")], 0, 1, id="deleted"),
        pytest.param([touch("created"), touch("deleted"), touch("created")], 2, None, id="created anew"),
        pytest.param([touch("deleted"), touch("read")], None, None, id="read after all"),
        pytest.param([touch("deleted"), touch("listed")], None, None, id="listed after all"),
        pytest.param([touch("deleted"), touch("changed")], None, 0, id="changed after it was deleted"),
        pytest.param([touch("created"), refused("deleted")], 0, None, id="not deleted"),
        pytest.param([refused("created")], None, None, id="not created"),
        pytest.param([touch("deleted"), refused("read")], None, 0, id="not read"),
    ],
)  # fmt: skip
def test_what_became_of_an_entity(
    done: list[Touch], created: int | None, deleted: int | None
) -> None:
    known = ledger(*done).get(A)

    assert known is not None
    assert (known.created and known.created.index) == created
    assert (known.deleted and known.deleted.index) == deleted


def linked(entity: str, type_: str, other: str = A, way: str = "AssetId") -> list[Touch]:
    return [Touch(entity, "created", type_), Touch(other, "linked", "", other=entity, way=way)]


@pytest.mark.parametrize(
    ("type_", "goes"),
    [
        pytest.param("Locator", True, id="a locator"),
        pytest.param("AssetFile", True, id="a file"),
        pytest.param("AssetFilter", True, id="a filter"),
        pytest.param("ContentKey", False, id="a key stays"),
        pytest.param("Job", False, id="a job stays"),
        pytest.param("Asset", False, id="another asset stays"),
    ],
)
def test_what_goes_along_with_an_asset(type_: str, goes: bool) -> None:
    found = ledger(touch("created"), linked(L, type_), touch("deleted"))

    known = found.get(L)
    assert known is not None
    assert (known.deleted is not None) is goes
    assert (known.last("deleted") is not None) is goes
    assert [one.entity for one in found.linked(A, type_)] == ([] if goes else [L])
    assert [one.entity for one in found.linked(A, type_, alive=False)] == [L]


def test_a_refused_delete_takes_nothing_along() -> None:
    found = ledger(touch("created"), linked(L, "Locator"), refused("deleted"))

    assert [one.entity for one in found.linked(A, "Locator")] == [L]


def test_an_unlinked_entity_is_none_of_it() -> None:
    gone = touch("unlinked", other=L)
    found = ledger(touch("created"), linked(L, "Locator"), gone, touch("deleted"))

    known = found.get(L)
    assert known is not None
    assert known.deleted is None
    assert (found.linked(A, "Locator"), found.linked(L, "Asset")) == ([], [])


@pytest.mark.parametrize(
    ("done", "facts"),
    [
        pytest.param([touch("created", facts={"State": 0})], {"State": 0}, id="sent"),
        pytest.param([touch("created", facts={"State": 0, "Name": "n"}), touch("read", facts={"State": 1})], {"State": 1, "Name": "n"}, id="the latest count"),
        pytest.param([touch("read", facts={"Name": "n"}), touch("changed", facts={"Name": "m"}, refused=True)], {"Name": "n"}, id="a refused change is none"),
        pytest.param([touch("listed", facts={"Name": "n"})], {"Name": "n"}, id="a list tells as well"),
    ],
)  # fmt: skip
def test_facts(done: list[Touch], facts: dict[str, Any]) -> None:
    known = ledger(*done).get(A)

    assert known is not None
    assert known.facts == facts


def test_events_tell_the_latest_acts() -> None:
    known = ledger(touch("created"), *[touch("read")] * 50, refused("changed")).get(A)

    assert known is not None
    assert len(known.events) == MOST_EVENTS
    assert known.events[-1].refused
    latest = known.last("read", "changed")
    assert latest is not None
    assert (latest.act, latest.index) == ("read", 50)
    assert known.last("deleted") is None


def test_lists_are_no_events() -> None:
    known = ledger(touch("listed")).get(A)

    assert known is not None
    assert not known.events


def test_what_has_no_name_is_not_remembered() -> None:
    assert len(ledger(touch("created", entity=""), touch("linked", other=""))) == 1


@pytest.mark.parametrize("order", [1, -1])
def test_a_type_is_learned_whenever_it_is_told(order: int) -> None:
    done = [Touch(A, "linked", "", other=L), touch("read")][::order]
    known = ledger(*done).get(A)

    assert known is not None
    assert known.type == "Asset"


def test_entities_are_bounded_and_the_longest_untouched_goes_first() -> None:
    found = Ledger(most=3)
    for index, name in enumerate(["a", "b", "c", "a", "d"]):
        found.add([touch("read", name)], index, "GET x", None)

    assert len(found) == 3
    assert [one.entity for one in found.of_type("Asset")] == ["c", "a", "d"]
    assert found.get("b") is None


def test_a_flood_is_bounded() -> None:
    found = Ledger()
    for index in range(3 * MOST):
        done = [touch("linked", A, other=f"o{index}", way=f"w{index}"), touch("read", f"e{index}")]
        found.add(done, index, "GET x", None, f"h{index}.test")

    known = found.get(A)
    assert known is not None
    assert len(found) == MOST
    assert len(known.links) <= MOST_LINKS
    assert len(known.hosts) <= MOST_HOSTS


def test_a_full_list_of_links_still_learns_a_links_way() -> None:
    many = [touch("linked", other=f"o{index}", way="Files") for index in range(MOST_LINKS + 5)]
    found = ledger(many, touch("linked", other="o0", way="Locators"))

    known = found.get(A)
    assert known is not None
    assert known.links["o0"] == "Locators"
