"""Eight clients at work while things go wrong: nothing hangs, and what was said to be done is done."""

import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
import requests

from inspector.standin.testing import MediaServices, running

PATIENCE = 60  # seconds; the machine may be busy
CLIENTS, ROUNDS = 8, 12
FAULTS = (
    ("throttle", ""), ("status", 500), ("status", 404), ("latency", 0.02), ("drop", ""),
    ("drop-after", ""), ("truncate", ""), ("wrong-echo", ""), ("no-echo", ""), ("no-role", ""),
    ("expired-token", ""), ("disabled", ""), ("full-page", ""), ("status", 429), ("latency", 0.01),
    ("job-error", ""), ("operation-failed", ""), ("status", 503), ("truncate", ""), ("drop", ""),
)  # fmt: skip


@dataclass
class Client:
    """Creates, changes and deletes assets, and remembers what it was told."""

    service: MediaServices
    name: str
    told: dict[str, str] = field(default_factory=dict)  # id → the name that was acknowledged
    doubtful: set[str] = field(default_factory=set)  # of which no answer came
    sent: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)

    def work(self) -> None:
        for number in range(ROUNDS):
            self.create(f"{self.name}-{number}")
            for key in list(self.told)[-2:]:
                self.rename(key, f"{self.told[key]}+")
            if number % 4 == 3:
                self.delete(next(iter(self.told), ""))
            self.ask("GET", "Assets?$top=3")

    def ask(self, method: str, path: str, body: Any = None) -> requests.Response | None:
        headers = self.service.headers()
        try:
            answer = requests.request(
                method, self.service.url + path, json=body, headers=headers, timeout=PATIENCE
            )
            self.outcomes[str(answer.status_code)] += 1
            return answer
        except requests.RequestException as error:
            hung = isinstance(error, requests.Timeout)
            self.outcomes["timeout" if hung else "broken off"] += 1
            return None

    def create(self, name: str) -> None:
        self.sent += 1
        answer = self.ask("POST", "Assets", {"Name": name})
        if answer is not None and answer.status_code == 201:
            self.told[answer.json()["Id"]] = name

    def rename(self, key: str, name: str) -> None:
        answer = self.ask("MERGE", f"Assets('{key}')", {"Name": name})
        if answer is None:
            self.doubtful.add(key)
        elif answer.status_code == 204:
            self.told[key] = name
            self.doubtful.discard(key)

    def delete(self, key: str) -> None:
        answer = self.ask("DELETE", f"Assets('{key}')") if key else None
        if answer is None:
            self.doubtful.add(key)
        elif answer.status_code == 204:
            del self.told[key]


@pytest.fixture
def service() -> Iterator[MediaServices]:
    with running() as found:
        for kind, value in FAULTS:
            found.faults.add(kind, value, rate=0.02)
        yield found


def test_nothing_is_wrong_afterwards(service: MediaServices) -> None:
    clients = [Client(service, f"client {number}") for number in range(CLIENTS)]
    threads = [threading.Thread(target=client.work) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE * 2)
    service.faults.clear()

    assert not any(thread.is_alive() for thread in threads)
    there = {one["Id"]: one["Name"] for one in service.store.all("Assets")}
    for client in clients:
        for key, name in client.told.items():
            assert key in client.doubtful or there[key] == name
    assert len(there) <= sum(client.sent for client in clients)
    seen: Counter[str] = sum((client.outcomes for client in clients), Counter())
    assert "timeout" not in seen
    assert {"201", "204", "200", "503", "broken off"} <= seen.keys()
    assert requests.get(f"{service.url}Assets", headers=service.headers(), timeout=PATIENCE).ok


def test_a_stand_in_ends_while_clients_wait() -> None:
    answers: list[object] = []
    with running() as service:
        service.faults.add("latency", 60)

        def ask() -> None:
            try:
                answers.append(requests.get(f"{service.url}Assets", headers=service.headers(), timeout=PATIENCE))  # fmt: skip
            except requests.RequestException as error:
                answers.append(error)

        threads = [threading.Thread(target=ask) for _ in range(4)]
        for thread in threads:
            thread.start()

    for thread in threads:
        thread.join(PATIENCE)
    assert len(answers) == len(threads)
    assert not any(isinstance(answer, requests.Timeout) for answer in answers)
