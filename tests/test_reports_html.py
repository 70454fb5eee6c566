"""The page for people."""

from base64 import b64encode
from hashlib import sha256
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from made_up_run import CLEAN, FULL, HOSTILE
from random_runs import runs

from linter.model import Run
from linter.reports.html import render
from linter.reports.html_masthead import verdict
from linter.reports.markup import VOID, breakable, element
from linter.reports.prose import prose
from linter.reports.visible import visible


class Reader(HTMLParser):
    """Collects elements, attributes and text; refuses elements that are not closed in order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str, str]] = []
        self.text: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open:
            self.text[self.open[-1]] = self.text.get(self.open[-1], "") + data


def read(page: str) -> Reader:
    reader = Reader()
    reader.feed(page)
    reader.close()
    assert reader.open == []
    return reader


KNOWN = read(render(FULL)).tags | {"pre", "em", "strong"}


@settings(max_examples=25, deadline=None)
@given(run=runs)
def test_nothing_linted_becomes_markup(run: Run) -> None:
    reader = read(render(run))
    assert reader.tags <= KNOWN
    assert not [name for _, name, _ in reader.attributes if name.startswith("on") or name == "style"]
    for tag, name, value in reader.attributes:
        assert name not in ("src", "action", "formaction", "srcdoc")
        assert name != "href" or tag == "a"
        assert name != "href" or value.startswith(("#", "https://"))


def test_the_policy_allows_exactly_what_is_in_the_page() -> None:
    reader = read(render(FULL))
    policy = next(value for tag, name, value in reader.attributes if name == "content" and "default-src" in value)
    hashes = {tag: b64encode(sha256(reader.text[tag].encode()).digest()).decode() for tag in ("style", "script")}
    assert policy == (
        f"default-src 'none'; style-src 'sha256-{hashes['style']}'; script-src 'sha256-{hashes['script']}';"
        " base-uri 'none'; form-action 'none'"
    )


def test_the_filters_are_hidden_until_the_script_shows_them() -> None:
    assert '<form id="filters" hidden' in render(FULL)
    assert "<form" not in render(CLEAN)


def test_every_finding_can_be_filtered_by_what_it_carries() -> None:
    reader = read(render(FULL))
    values = {name: {v for _, n, v in reader.attributes if n == f"data-{name}"} - {""} for name in ("rule", "file")}
    options = {v for tag, n, v in reader.attributes if tag == "option" and n == "value"}
    assert values["rule"] | values["file"] | {"prod"} == options - {""}
    assert visible(HOSTILE) in values["file"]


def test_words_of_the_message_lead_to_the_related_place() -> None:
    reader = read(render(FULL))
    inner = [value[1:] for _, name, value in reader.attributes if name == "href" and value.startswith("#")]
    identities = [value for _, name, value in reader.attributes if name == "id"]
    assert len(identities) == len(set(identities))
    assert "finding-1-2" in inner
    assert set(inner) <= set(identities)


def test_findings_stand_by_severity() -> None:
    page = render(FULL)
    assert page.index(">Errors ") < page.index(">Warnings ") < page.index(">Notes ")


def test_suppressed_findings_are_folded_with_their_reason() -> None:
    assert "rotated by the platform team" in render(FULL)


@pytest.mark.parametrize(
    ("count", "words"),
    [(1, "1 error"), (2, "1 error and 1 warning"), (3, "1 error, 1 warning and 1 note")],
)
def test_the_verdict_is_a_phrase(count: int, words: str) -> None:
    assert verdict(Run(findings=FULL.findings[:count])) == words


def test_a_clean_page_says_so() -> None:
    assert '<header class="clean">' in render(CLEAN)
    assert "<h1><span>No findings</span></h1>" in render(CLEAN)


def test_nothing_read_is_not_called_clean() -> None:
    assert '<header class="found">' in render(Run())
    assert "<h1><span>Nothing was read</span></h1>" in render(Run())


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("One\ntwo.", "<p>One two.</p>"),
        ("## Head\n\nText", "<h3>Head</h3><p>Text</p>"),
        ("Say:\n- a `b`\n- c\n  d", "<p>Say:</p><ul><li>a <code>b</code></li><li>c d</li></ul>"),
        ("```yaml\na: <b>\n  c: 1\n```\n\nEnd", "<pre>a: &lt;b&gt;\n  c: 1\n</pre><p>End</p>"),
        ("**bold `x`** and *it*", "<p><strong>bold <code>x</code></strong> and <em>it</em></p>"),
        ("[a](https://b.c) [d](javascript:e)", '<p><a href="https://b.c" rel="noreferrer">a</a> [d](javascript:e)</p>'),
        ("2 * 3 * 4 and a_b_c", "<p>2 * 3 * 4 and a_b_c</p>"),
    ],
)
def test_documentation_is_rendered(markdown: str, html: str) -> None:
    assert prose(markdown, "h3") == html


def test_an_element_escapes_what_is_no_markup() -> None:
    built = element("p", {"title": '"<', "hidden": True, "id": False}, "<b>", element("br"), "\x1b")
    assert built == '<p title="&quot;&lt;" hidden>&lt;b&gt;<br>\\x1b</p>'


def test_long_names_break_where_their_words_join() -> None:
    broken = '&lt;b the secret <span class="name">a&lt;shop_<wbr>web/<wbr>b&lt;,</span> no_ more.'
    assert breakable("<b the secret a<shop_web/b<, no_ more.") == broken
