"""What every page has: one file, no network, and a policy by which only its own script runs.

Content Security Policy Level 3: a hash allows the one `<style>` and the one `<script>`; there is no
handler and no style in an attribute, and nothing can be loaded, sent, or framed.
"""

from base64 import b64encode
from collections.abc import Iterable
from functools import cache
from hashlib import sha256
from importlib import resources
from typing import TextIO

from inspector.report.document import tool
from inspector.report.html.markup import Html, element, escaped, join, prose

PROGRAM = "ams-inspector"


def begin(stream: TextIO, title: str) -> None:
    """Write everything before the page's own header."""
    stream.write('<!doctype html>\n<html lang="en">\n<head>\n')
    stream.writelines(f"{line}\n" for line in _head(title))
    skip = element("a", "Skip to the content", href="#content", class_="skip")
    stream.write(f"</head>\n<body>\n{skip}\n")


def _head(title: str) -> Iterable[Html]:
    yield element("meta", charset="utf-8")
    yield element("meta", http_equiv="Content-Security-Policy", content=policy())
    yield element("meta", name="viewport", content="width=device-width, initial-scale=1")
    yield element("meta", name="color-scheme", content="light dark")
    yield element("meta", name="referrer", content="no-referrer")
    yield element("title", f"{title} · {PROGRAM}")
    yield element("style", Html(asset("page.css")))


def end(stream: TextIO) -> None:
    """Write everything behind the page's content."""
    about = tool()
    said = "Secrets were replaced by markers before they were recorded or judged; nothing here was loaded from a network."
    footer = element("footer", element("p", f"{about['name']} {about['version']}. {said}"))
    stream.write(f"{footer}\n{element('script', Html(asset('page.js')))}\n</body>\n</html>\n")


def section(title: str, key: str, *inner: str) -> Html:
    """Return a part of the page that the navigation leads to."""
    heading = element("h2", title, id=key, tabindex=-1)
    return element("section", heading, *inner, aria_labelledby=key)


def navigation(entries: Iterable[tuple[str, str, int]]) -> Html:
    """Return the way to sections: key, title, and how much is there."""
    links = (
        element("li", element("a", title, " ", element("span", f"{number:,}", class_="n"), href=f"#{key}"))
        for key, title, number in entries
    )  # fmt: skip
    return element("nav", element("ul", join(links)), aria_label="Sections")


def policy() -> str:
    """Return the Content Security Policy."""
    return (
        f"default-src 'none'; style-src '{_hash('page.css')}'; script-src '{_hash('page.js')}';"
        " base-uri 'none'; form-action 'none'"
    )


def _hash(name: str) -> str:
    return f"sha256-{b64encode(sha256(asset(name).encode()).digest()).decode()}"


@cache
def asset(name: str) -> str:
    """Return a file beside this one, as it stands in the page."""
    return (resources.files(__package__) / name).read_text(encoding="utf-8")


def more(number: int, of: str) -> Html | None:
    """Return a line about what is left out; None when nothing is."""
    return element("p", prose(f"… and {number:,} {of}."), class_="more") if number > 0 else None


def paragraph(text: str, class_: str | None = None) -> Html:
    """Return a paragraph of data."""
    return element("p", escaped(text), class_=class_)
