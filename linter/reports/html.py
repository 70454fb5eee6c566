"""One self-contained HTML page for people; it loads nothing and works without its script.

The content security policy allows exactly the style and the script that are in the page.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from linter.model import Run

from .html_appendix import files, rules, suppressed
from .html_findings import filters, findings
from .html_masthead import masthead, verdict
from .markup import Markup, element

_FOLDER = Path(__file__).parent


class Section(NamedTuple):
    """A further part of the page: its title and its content, escaped already."""

    title: str
    content: Markup


def render(run: Run, credential_map: Section | None = None) -> str:
    """The page. ``credential_map`` stands before the findings: a picture of who signs in with what."""
    style, script = _asset("page.css"), _asset("page.js")
    head = element(
        "head",
        {},
        element("meta", {"charset": "utf-8"}),
        element("meta", {"http-equiv": "Content-Security-Policy", "content": _policy(style, script)}),
        element("meta", {"name": "viewport", "content": "width=device-width, initial-scale=1"}),
        element("meta", {"name": "color-scheme", "content": "light dark"}),
        element("meta", {"name": "referrer", "content": "no-referrer"}),
        element("title", {}, f"lint-config: {verdict(run)}"),
        element("style", {}, style),
    )
    body = element(
        "body",
        {},
        element("a", {"class": "skip", "href": "#findings"}, "Skip to the findings"),
        masthead(run),
        element("main", {}, *_sections(run, credential_map)),
        element("footer", {}, f"lint-config {run.version}. Secrets are masked; this page loads and sends nothing."),
        element("script", {}, script),
    )
    return f'<!doctype html>\n<html lang="en">\n{head}\n{body}\n</html>\n'


def _asset(name: str) -> Markup:
    return Markup((_FOLDER / name).read_text(encoding="utf-8"))


def _policy(style: str, script: str) -> str:
    allowed = f"style-src {_hashed(style)}; script-src {_hashed(script)}"
    return f"default-src 'none'; {allowed}; base-uri 'none'; form-action 'none'"


def _hashed(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def _sections(run: Run, credential_map: Section | None) -> Iterator[str]:
    yield _told(run)
    if credential_map:
        title = element("h2", {}, credential_map.title)
        yield element("section", {"id": "credential-map"}, title, credential_map.content)
    yield element("div", {"id": "findings", "tabindex": "-1"}, filters(run), *findings(run))
    yield suppressed(run)
    yield rules(run)
    yield files(run)


def _told(run: Run) -> Markup | str:
    """What whoever reads on must know first."""
    unreadable = [("Could not be read: ", element("code", {}, f.path), f", {f.reason}.") for f in run.unreadable]
    lines = [*unreadable, *((notice,) for notice in run.notices)]
    return (
        element("ul", {"class": "told", "role": "note"}, *(element("li", {}, *line) for line in lines)) if lines else ""
    )
