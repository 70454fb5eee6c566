"""One self-contained HTML page for people; it loads nothing and works without its script.

The content security policy allows exactly the style and the script that are in the page.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from linter.model import Run

from .html_appendix import files, rules, suppressed
from .html_findings import filters, findings, placed
from .html_map import credential_map
from .html_map_wires import wires
from .html_masthead import masthead, verdict
from .html_numbers import numbered
from .markup import Markup, element

_FOLDER = Path(__file__).parent


def render(run: Run) -> str:
    """The page: the verdict, the credential map, the findings, and folded what they rest on."""
    style, script = Markup(_asset("page.css") + _asset("map.css")), _asset("page.js")
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
        element("main", {}, *_sections(run)),
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


def _sections(run: Run) -> Iterator[str]:
    strung = wires(run.credential_map, numbered(run))
    found = placed(run, strung)
    yield _told(run)
    yield credential_map(strung)
    yield element("div", {"id": "findings", "tabindex": "-1"}, filters(found), *findings(run, found))
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
