"""Lives are told as a person would tell them, and within bounds."""

import itertools
from collections.abc import Iterable

import lives
import make
import pytest
from lives import ASSET, FILE, JOB, LOCATOR, OUTPUT, POLICY, PROCESSOR, TASK, at, call, poll

from inspector.core.engine import MOST_TOUCHES
from inspector.core.exchange import Exchange
from inspector.core.lives.life import FIRST, LATEST, MOST_LINKS, MOST_STATES
from inspector.core.lives.lifeline import Lifeline, account_of
from inspector.core.lives.lifelines import Lifelines

OLD = "https://media.windows.net/api/"
CLUSTER = "https://wamsblu001rest-hs.cloudapp.net/api/"


def told(exchanges: Iterable[Exchange], most: int = 100) -> dict[str, Lifeline]:
    gathered = Lifelines(most)
    for one in lives.annotated(exchanges):
        gathered.add(one)
    return {life.entity.id: life for life in gathered.told()}


def acts(life: Lifeline) -> list[str]:
    return [
        f"{event.act} #{event.index}"
        + (f"–{event.last} ×{event.count}" if event.count > 1 else "")
        + (" refused" if event.refused else "")
        for event in life.events
    ]


@pytest.mark.parametrize(
    ("entity", "kind", "name", "events"),
    [
        pytest.param(POLICY,  "AccessPolicy", "up",      ["created #0", "linked #2"],                        id="a policy"),
        pytest.param(ASSET,   "Asset",        "holiday",
                     ["created #1", "linked #2", "linked #3", "linked #5", "deleted #12 refused", "deleted #13"], id="an asset"),
        pytest.param(LOCATOR, "Locator",      "",        ["created #2"],                                     id="a locator"),
        pytest.param(FILE,    "AssetFile",    "a.mp4",   ["created #3"],                                     id="a file"),
        pytest.param(JOB,     "Job",          "encode",  ["created #5", "read #6–9 ×4"],                     id="a job, polled"),
        pytest.param(TASK,    "Task",         "",        ["listed #10"],                                     id="a task the service made"),
        pytest.param(OUTPUT,  "Asset",        "",        ["listed #11"],                                     id="an output asset"),
    ],
)  # fmt: skip
def test_what_happened_to_whom(entity: str, kind: str, name: str, events: list[str]) -> None:
    life = told(lives.story())[entity]

    assert (life.type, life.name, acts(life)) == (kind, name, events)


@pytest.mark.parametrize(
    ("entity", "led"),
    [
        pytest.param(POLICY,    [(LOCATOR, "AccessPolicyId")],                       id="policy to locator"),
        pytest.param(ASSET,     [(LOCATOR, "AssetId"), (FILE, "ParentAssetId"), (JOB, "InputMediaAssets")],
                                                                                     id="asset to locator, file and job"),
        pytest.param(JOB,       [(TASK, "Tasks"), (OUTPUT, "OutputMediaAssets")],    id="job to task and output"),
        pytest.param(PROCESSOR, [(JOB, "MediaProcessorId")],                         id="processor to job"),
        pytest.param(LOCATOR,   [],                                                  id="a locator leads nowhere"),
        pytest.param(OUTPUT,    [],                                                  id="nor does an output asset"),
    ],
)  # fmt: skip
def test_what_it_led_to(entity: str, led: list[tuple[str, str]]) -> None:
    life = told(lives.story())[entity]

    assert [(one.entity.id, one.way) for one in life.led_to] == led


def test_polls_tell_the_states_by_name() -> None:
    (_, polls) = told(lives.story())[JOB].events

    assert polls.states == ("Queued", "Processing", "Finished")
    assert (polls.started, polls.ended) == (make.NOON + 6, make.NOON + 9)


@pytest.mark.parametrize(
    ("exchanges", "leads"),
    [
        pytest.param([call("GET", at("Jobs", JOB, "/OutputMediaAssets"), answer=lives.listed({"Id": OUTPUT}))], [OUTPUT], id="output of an older job"),
        pytest.param([call("GET", at("Jobs", JOB, "/InputMediaAssets"), answer=lives.listed({"Id": ASSET}))], [], id="its input was there before"),
        pytest.param([call("POST", at("Assets", ASSET, "/$links/ContentKeys"), {"uri": make.ROOT + at("ContentKeys", lives.id_of("kid", 1))}, status=204)], [], id="who came first is not known"),
        pytest.param([call("POST", "Jobs", {"Name": "j"}, {"Id": JOB}, status=400),
                      call("GET", at("Jobs", JOB), answer={"Id": JOB})], [], id="nothing is linked"),
    ],
)  # fmt: skip
def test_a_recording_that_began_later(exchanges: list[Exchange], leads: list[str]) -> None:
    found = told(exchanges)
    first = next(iter(found.values())) if JOB not in found else found[JOB]

    assert [one.entity.id for one in first.led_to] == leads


def test_a_linked_key_is_told_of_by_both_and_unlinking_ends_it() -> None:
    key = lives.id_of("kid", 1)
    uri = {"uri": make.ROOT + at("ContentKeys", key)}
    links = at("Assets", ASSET, "/$links/ContentKeys")
    made = [
        call("POST", "Assets", {"Name": "a"}, {"Id": ASSET}),
        call("POST", "ContentKeys", {"Name": "k"}, {"Id": key}),
        call("POST", links, uri, status=204),
    ]
    removed = call("DELETE", f"{links}('{key}')", status=204)

    assert [one.entity.id for one in told(made)[ASSET].led_to] == [key]
    assert acts(told(made)[key]) == ["created #1", "linked #2"]
    assert told([*made, removed])[ASSET].led_to == ()
    assert acts(told([*made, removed])[key]) == ["created #1", "linked #2", "unlinked #3"]


def test_entities_that_name_each_other_in_a_circle_end() -> None:
    pairs = itertools.permutations([JOB, lives.id_of("jid", 2), lives.id_of("jid", 3)], 2)
    circle = [
        call("GET", at("Jobs", one, "/OutputMediaAssets"), answer=lives.listed({"Id": other}))
        for one, other in pairs
    ]

    assert {len(life.led_to) for life in told(circle).values()} == {2}


@pytest.mark.parametrize(
    ("one", "other", "entities"),
    [
        pytest.param(make.ROOT, make.ROOT, 1, id="one account"),
        pytest.param(make.ROOT, make.ROOT.replace("accountname", "second"), 2, id="two accounts"),
        pytest.param(OLD, CLUSTER, 1, id="the old root and a cluster"),
        pytest.param(OLD, make.ROOT, 2, id="the old root and an account"),
    ],
)
def test_whose_entity_it_is(one: str, other: str, entities: int) -> None:
    gathered = Lifelines()
    reads = [call("GET", at("Jobs", JOB), answer={"Id": JOB}, root=root) for root in (one, other)]
    for each in lives.annotated(reads):
        gathered.add(each)

    assert len(list(gathered.told())) == entities


@pytest.mark.parametrize(
    ("host", "account"),
    [
        pytest.param("media.windows.net", "media.windows.net", id="the old root"),
        pytest.param("wamsblu001rest-hs.cloudapp.net", "media.windows.net", id="a cluster"),
        pytest.param("wamsrest-hs.chinacloudapp.cn", "media.windows.net", id="a cluster in China"),
        pytest.param("a.restv2.westus.media.azure.net", "a.restv2.westus.media.azure.net", id="an account"),
        pytest.param("cloudapp.net.example.test", "cloudapp.net.example.test", id="another's"),
        pytest.param("xmedia.windows.net", "xmedia.windows.net", id="nearly the old root"),
        pytest.param("", "", id="none"),
    ],
)  # fmt: skip
def test_hosts_of_an_account(host: str, account: str) -> None:
    assert account_of(host) == account


def test_a_long_life_keeps_its_beginning_and_its_end() -> None:
    change = [call("MERGE", at("Assets", ASSET), {"Name": f"n{n}"}) for n in range(100)]
    gone = call("DELETE", at("Assets", ASSET))

    life = told([*change, gone])[ASSET]

    assert len(life.events) == FIRST + LATEST
    assert acts(life)[0] == "changed #0"
    assert acts(life)[-2:] == ["changed #99", "deleted #100"]
    assert life.left_out == 101 - FIRST - LATEST


def test_states_that_go_to_and_fro_are_bounded() -> None:
    (polls,) = told([poll(n % 2) for n in range(99)] + [poll(lives.FINISHED)])[JOB].events

    assert (len(polls.states), polls.states[-1], polls.count) == (MOST_STATES, "Finished", 100)


def test_entities_beyond_the_bound_are_counted() -> None:
    many = [{"Id": lives.id_of("cid", n)} for n in range(20)]
    gathered = Lifelines(most=5)
    for one in lives.annotated([call("GET", "Assets", answer=lives.listed(*many))] * 3):
        gathered.add(one)

    assert (len(list(gathered.told())), gathered.left_out) == (5, 15)


def test_what_an_entity_led_to_is_bounded() -> None:
    sent = {"AccessPolicyId": POLICY, "AssetId": ASSET}
    locators = [
        call("POST", "Locators", sent, {"Id": lives.id_of("lid", n)}) for n in range(MOST_LINKS + 1)
    ]

    life = told(locators, 1000)[POLICY]

    assert (len(life.led_to), life.led_further) == (MOST_LINKS, True)


HUGE = "x" * 300_000


@pytest.mark.parametrize(
    "exchange",
    [
        pytest.param(call("GET", f"Assets('{HUGE}')", answer={"Id": HUGE}), id="a huge key"),
        pytest.param(call("GET", "Assets", answer=lives.listed({"Id": HUGE, "Name": HUGE})), id="a huge id"),
        pytest.param(call("GET", "Assets", answer=lives.listed({"Id": "\ud800\x1b[31m", "State": HUGE})), id="odd unicode"),
        pytest.param(call("GET", at("Jobs", JOB), answer={"Id": JOB, "State": 10**400}), id="a huge state"),
        pytest.param(call("GET", at("Jobs", JOB), answer={"Id": JOB, "State": [{}], "Name": {}}), id="no plain values"),
    ],
)  # fmt: skip
def test_hostile_answers(exchange: Exchange) -> None:
    (life,) = told([exchange]).values()

    assert len(repr(life)) < 2000


def test_what_one_exchange_touches_is_bounded() -> None:
    operations = "".join(
        f"--b\r\nContent-Type: application/http\r\n\r\nDELETE {make.ROOT}Assets('{n}') HTTP/1.1\r\n\r\n\r\n"
        for n in range(MOST_TOUCHES + 10)
    )
    batch = make.exchange(
        "POST", "$batch", f"{operations}--b--\r\n", Content_Type="multipart/mixed; boundary=b"
    )
    (one,) = lives.annotated([batch])

    assert len(one.touches) == MOST_TOUCHES


def test_an_exchange_keeps_its_touches_when_it_is_amended() -> None:
    assert all(one.touches for one in lives.annotated(lives.story()))


def test_an_exchange_of_no_profile_touches_nothing() -> None:
    gathered = Lifelines()
    for one in lives.annotated([make.exchange("GET", "https://example.test/api/Assets('1')")]):
        gathered.add(one)

    assert list(gathered.told()) == []
