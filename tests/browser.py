"""A headless Chromium, driven by its DevTools protocol over a pipe: no port, no library.

Chromium's `--remote-debugging-pipe` reads commands from descriptor 3 and writes answers and events
to descriptor 4, each a JSON text that ends with a zero byte.
"""

import base64
import json
import os
import select
import shutil
import subprocess
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--hide-scrollbars", "--remote-debugging-pipe")  # fmt: skip
PATIENCE = 60.0  # seconds for an answer; a busy machine starts a browser slowly
# What a page must not do: each of these events is kept.
WATCHED = {
    "Runtime.consoleAPICalled",
    "Runtime.exceptionThrown",
    "Log.entryAdded",
    "Page.javascriptDialogOpening",
    "Network.requestWillBeSent",
}

Event = tuple[str, dict[str, Any]]


def installed() -> str | None:
    """Return a browser of this machine."""
    return next((path for path in map(shutil.which, NAMES) if path), None)


@contextmanager
def browser(program: str, folder: Path) -> Iterator["Browser"]:
    """Give a browser with a profile of its own in *folder*, and end it."""
    commands, answers = os.pipe(), os.pipe()
    shell = f'exec "$@" 3<&{commands[0]} 4>&{answers[1]}'
    process = subprocess.Popen(
        ["bash", "-c", shell, "bash", program, *FLAGS, f"--user-data-dir={folder}"],
        pass_fds=(commands[0], answers[1]), stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    os.close(commands[0])
    os.close(answers[1])
    it = Browser(commands[1], answers[0])
    try:
        yield it
        it.ask("Browser.close")
        process.wait(PATIENCE)
    finally:
        process.kill()
        process.wait()
        os.close(commands[1])
        os.close(answers[0])


@dataclass
class Browser:
    """Sends commands and takes in what comes back."""

    to: int
    fro: int
    events: dict[str, deque[Event]] = field(default_factory=dict)  # by session
    _sent: int = 0
    _rest: bytes = b""

    def ask(self, method: str, session: str = "", **params: Any) -> dict[str, Any]:
        """Return the answer to one command; raises RuntimeError when it is refused."""
        self._sent += 1
        message = {"id": self._sent, "method": method, "params": params}
        if session:
            message["sessionId"] = session
        os.write(self.to, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._next()
            if answer.get("id") == self._sent:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']['message']}")
                return dict(answer["result"])

    def _next(self) -> dict[str, Any]:
        """Return the next message; an event is kept as well."""
        ends = time.monotonic() + PATIENCE
        while b"\0" not in self._rest:
            if not select.select([self.fro], [], [], max(0, ends - time.monotonic()))[0]:
                raise TimeoutError("the browser does not answer")
            found = os.read(self.fro, 1 << 20)
            if not found:
                raise EOFError("the browser is gone")
            self._rest += found
        text, self._rest = self._rest.split(b"\0", 1)
        message: dict[str, Any] = json.loads(text)
        if "method" in message:
            kept = self.events.setdefault(message.get("sessionId", ""), deque())
            kept.append((message["method"], message["params"]))
        return message

    @contextmanager
    def page(self, file: Path, fragment: str = "", *, scripts: bool = True) -> Iterator["Page"]:
        """Give *file*, loaded."""
        target = self.ask("Target.createTarget", url="about:blank")["targetId"]
        session = self.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        it = Page(self, session)
        for domain in ("Page", "Runtime", "Log", "Network"):
            it.ask(f"{domain}.enable")
        if not scripts:
            it.ask("Emulation.setScriptExecutionDisabled", value=True)
        it.ask("Page.navigate", url=f"{file.as_uri()}{fragment}")
        it.until("Page.loadEventFired")
        yield it
        self.ask("Target.closeTarget", targetId=target)


@dataclass
class Page:
    """One tab."""

    browser: Browser
    session: str

    def ask(self, method: str, **params: Any) -> dict[str, Any]:
        """Return the answer to one command about this page."""
        return self.browser.ask(method, self.session, **params)

    def until(self, name: str) -> None:
        """Wait for an event."""
        while all(one != name for one, _ in self.browser.events.get(self.session, ())):
            self.browser._next()

    def run(self, script: str) -> Any:
        """Return what an expression gives; a promise is waited for."""
        done = self.ask(
            "Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True
        )
        if "exceptionDetails" in done:
            raise RuntimeError(json.dumps(done["exceptionDetails"]))
        return done["result"].get("value")

    def misdeeds(self) -> list[Event]:
        """Return what the page did beside showing itself: requests, messages, dialogs."""
        kept = self.browser.events.get(self.session, ())
        return [(name, told) for name, told in kept if name in WATCHED and not _is_itself(told)]

    def key(self, key: str, code: int) -> None:
        """Press a key."""
        for kind in ("keyDown", "keyUp"):
            text = {"text": "\r"} if key == "Enter" and kind == "keyDown" else {}
            self.ask("Input.dispatchKeyEvent", type=kind, key=key, code=key,
                     windowsVirtualKeyCode=code, **text)  # fmt: skip

    def look(self, *, dark: bool = False, width: int = 1280, height: int = 900) -> None:
        """Choose a theme and a size."""
        theme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.ask("Emulation.setEmulatedMedia", features=[theme])
        self.ask("Emulation.setDeviceMetricsOverride", width=width, height=height,
                 deviceScaleFactor=1, mobile=False)  # fmt: skip

    def picture(self) -> bytes:
        """Return what is in sight, as PNG."""
        return base64.b64decode(self.ask("Page.captureScreenshot")["data"])

    def paper(self) -> bytes:
        """Return the page as it would be printed, as PDF."""
        return base64.b64decode(self.ask("Page.printToPDF", printBackground=False)["data"])


def _is_itself(told: dict[str, Any]) -> bool:
    return told.get("type") == "Document" and told.get("documentURL", "").startswith("file:")
