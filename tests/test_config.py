"""The configuration: where it is found, what it means, and what is said when it is wrong."""

from __future__ import annotations

import json
import pickle
import subprocess
import sys
import textwrap
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from linter.configuration import schema
from linter.configuration.check import conforms
from linter.configuration.config import Config, ConfigError
from linter.configuration.loading import check_names, load_config
from linter.configuration.schema import config_schema
from linter.configuration.starter import starter
from linter.model import Option, Severity, options_of
from linter.plugins import load_rules

RULES = load_rules()
SCHEMA = json.loads(config_schema())
CHECKOUT = Path(__file__).parents[1]

FULL = """\
environments:
  prod:    {aliases: [production, live], client-ids: [11111111-2222-3333-4444-555555555555], vaults: [kv-shop-prod]}
  staging:
rules:
  avoidable-client-secret: off
  rotation: note
  expired-secret: error
select: [value, rotation]
options:
  expired-secret: {expiry-days: 60}
ignore:
  - rule: secret-id-as-secret
    path: src/appsettings.json
    key: AzureAd:ClientSecret
    reason: issued before 2020, rotated in Q1
    until: 2027-03-31
  - {rule: secret-literal, path: "*.env", reason: a sample}
overrides:
  - files: [tests/**]
    rules: {secret-literal: note, value: off}
exclude: ["samples/**"]
inventory: entra-apps.json
baseline: ci/baseline.json
fail-on: error
"""


def load(folder: Path, text: str, name: str = ".lint-config.yml") -> Config:
    (folder / name).write_text(textwrap.dedent(text), encoding="utf-8")
    return load_config(folder)


def problems(folder: Path, text: str, name: str = ".lint-config.yml") -> list[str]:
    with pytest.raises(ConfigError) as caught:
        load(folder, text, name)
    return str(caught.value).splitlines()


def test_everything_that_can_be_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    config = load(tmp_path, FULL)
    prod, staging = config.environments
    assert (prod.name, prod.aliases, prod.vaults) == ("prod", ("production", "live"), ("kv-shop-prod",))
    assert prod.client_ids == ("11111111-2222-3333-4444-555555555555",)
    assert staging == ("staging", (), (), (), (), ())
    assert config.aliases == {"prod": ("production", "live"), "staging": ()}
    assert config.levels["avoidable-client-secret"] is None
    assert config.select == ("value", "rotation")
    assert config.options == {"expired-secret": {"expiry-days": 60}}
    first, second = config.ignores
    assert (first.rule, first.path, first.key) == (
        "secret-id-as-secret",
        "src/appsettings.json",
        "AzureAd:ClientSecret",
    )
    assert first.until == date(2027, 3, 31)
    assert (first.place.line, first.place.column) == (12, 5)
    assert second.until is None
    assert config.inventory == tmp_path / "entra-apps.json"
    assert config.baseline == tmp_path / "ci/baseline.json"
    assert config.fail_on == "error"
    assert config.path == ".lint-config.yml"
    assert config.excludes("samples/a.env")
    assert not config.excludes("a.env")
    assert pickle.loads(pickle.dumps(config)) == config


def test_what_is_declared_for_several_environments_tells_of_none(tmp_path: Path) -> None:
    config = load(
        tmp_path,
        """
        environments:
          prod: {tenants: [11111111-2222-3333-4444-555555555555], vaults: [kv-prod]}
          dev: {tenants: [11111111-2222-3333-4444-555555555555]}
        """,
    )
    assert config.declared_ids == {"kv-prod": "prod"}


def test_severities(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    config = load(tmp_path, FULL)
    warning = Severity.WARNING
    assert config.level("avoidable-client-secret", "identity", warning, "a.env") is None
    assert config.level("long-lived-secret", "rotation", warning, "a.env") is Severity.NOTE
    assert config.level("expired-secret", "rotation", warning, "a.env") is Severity.ERROR, "the rule outranks its group"
    assert config.level("damaged-secret", "value", warning, "a.env") is warning
    assert config.level("damaged-secret", "value", warning, "tests/a.env") is None
    assert config.level("secret-literal", "exposure", warning, "tests/x/a.env") is Severity.NOTE
    assert config.level("expired-secret", "rotation", warning, "tests/a.env") is Severity.ERROR


def test_globs_begin_at_the_folder_of_the_configuration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "samples").mkdir()
    (tmp_path / ".lint-config.yml").write_text("exclude: [/samples]\n")
    monkeypatch.chdir(tmp_path / "samples")
    config = load_config(tmp_path / "samples")
    assert config.path == "../.lint-config.yml"
    assert config.excludes("a.env")
    assert not config.excludes("../a.env")


def test_no_configuration(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    config = load_config(tmp_path)
    assert config == Config(folder=str(tmp_path))
    assert not config.excludes("a.env")


def test_the_nearest_file_upward_counts_and_the_search_ends_at_the_top(tmp_path: Path) -> None:
    inner = tmp_path / "repository" / "a" / "b"
    inner.mkdir(parents=True)
    (tmp_path / ".lint-config.yml").write_text("fail-on: never\n")
    assert load_config(inner).fail_on == "never"
    (tmp_path / "repository" / ".git").write_text("gitdir: elsewhere\n")
    assert load_config(inner).fail_on == "warning"
    (tmp_path / "repository" / "pyproject.toml").write_text('[tool.lint-config]\nfail-on = "note"\n')
    (tmp_path / "repository" / "a" / "pyproject.toml").write_text("[tool.other]\n")
    assert load_config(inner).fail_on == "note"
    (tmp_path / "repository" / "a" / ".lint-config.yaml").write_text("fail-on: error\n")
    assert load_config(inner).fail_on == "error"
    assert load_config(inner, none=True).fail_on == "warning"
    assert load_config(inner, named="../../pyproject.toml").fail_on == "note"


def test_pyproject(tmp_path: Path) -> None:
    config = load(
        tmp_path,
        """
        [tool.lint-config]
        fail-on = "error"
        environments.prod = {aliases = ["live"]}

        [tool.lint-config.rules]
        secret-literal = "note"

        [[tool.lint-config.ignore]]
        rule = "secret-literal"
        path = "*.env"
        reason = "a sample"
        until = 2027-03-31
        """,
        "pyproject.toml",
    )
    assert config.aliases == {"prod": ("live",)}
    assert config.levels == {"secret-literal": Severity.NOTE}
    assert config.ignores[0].until == date(2027, 3, 31)
    assert (config.ignores[0].place.line, config.ignores[0].place.column) == (9, 3)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("enviroments: {}\n", "1:1: unknown key 'enviroments'; did you mean 'environments'?"),
        ("zzz: 1\n", "1:1: unknown key 'zzz'; known here are environments, rules, "),
        ("rules:\n  secret-literal: fatal\n", "2:19: expected one of error, warning, note, off"),
        ("rules:\n  secret-literal: 1\n", "2:19: expected one of error, warning, note, off"),
        ("exclude: a.env\n", "1:10: expected a list of globs"),
        ("exclude:\n  - ''\n", "2:5: must not be empty"),
        ("fail-on: [error]\n", "1:10: expected one of error, warning, note, never"),
        ("- a\n", "1:1: expected lint-config configuration"),
        ("environments: {prod: {client-ids: [web-app]}}\n", "1:36: expected a GUID"),
        ("environments:\n  prod:\n    alias: [p]\n", "3:5: unknown key 'alias'; did you mean 'aliases'?"),
        (
            "environments: {prod: {aliases: [Live]}, dev: {aliases: [live]}}\n",
            "1:57: environment 'prod' is called so too",
        ),
        ("environments: {prod: {aliases: [DEV, prod]}, dev: {}}\n", "1:33: environment 'dev' is called so too"),
        ("ignore:\n  - path: a\n    reason: x\n", "2:5: 'rule' is missing"),
        ("ignore:\n  - {rule: a, path: b, reason: ' '}\n", "2:32: expected a reason"),
        ("ignore:\n  - {rule: a, path: b, reason: c, until: soon}\n", "2:42: expected a date such as 2027-03-31"),
        ("ignore:\n  - {rule: a, path: b, reason: c, until: 2027-02-30}\n", "2:42: there is no such date"),
        ("overrides: [{files: [], rules: {}}]\n", "1:21: must not be empty"),
        ("select: [Secret Literal]\n", "1:10: expected the id of a rule or the name of a group"),
        ("options: {expired-secret: {expiry-day: 3}}\n", "1:28: unknown key 'expiry-day'; did you mean 'expiry-days'?"),
        ("options: {expired-secret: {expiry-days: soon}}\n", "1:41: expected a whole number of days"),
        ("options: {long-lived-secret: {months: -1}}\n", "1:39: expected a whole number of months"),
        ("options: {secret-literal: {placeholders: X}}\n", "1:42: expected a list of texts"),
        ("a: [1\n", "2:1: this is not YAML: "),
        ("a: 1\n\tb: 2\n", "2:1: this is not YAML: "),
        ("fail-on: error\nfail-on: note\n", "2:1: 'fail-on' stands here twice"),
        ("a: &x 1\nb: *x\n", "1:4: anchors and aliases are not supported here"),
        ("? [a, b]\n: c\n", "1:3: a key must be a text"),
        ("exclude: [a]\n---\nexclude: [b]\n", "2:1: this is not YAML: "),
        ("a: \x01\n", "this is not YAML: it holds characters that YAML forbids"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(tmp_path: Path, text: str, expected: str) -> None:
    (said,) = problems(tmp_path, text)
    separator = ":" if expected[0].isdigit() else ": "
    assert said.startswith(f".lint-config.yml{separator}{expected}")


def test_everything_that_is_wrong_is_said_at_once_and_in_order(tmp_path: Path) -> None:
    said = problems(tmp_path, "fail-on: bad\nexclud: []\nrules: []\n")
    assert [line.split(":")[1] for line in said] == ["1", "2", "3"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[tool.lint-config]\nfail-on = 'bad'\n", "2:11: expected one of error, warning, note, never"),
        ("[tool.lint-config.rules]\nsecret-literal = 'bad'\n", "2:18: expected one of"),
        ("[tool.lint-config]\nexclud = []\n", "2:1: unknown key 'exclud'; did you mean 'exclude'?"),
        (
            "[[tool.lint-config.ignore]]\nrule='a'\npath='b'\nreason='c'\n[[tool.lint-config.ignore]]\nrule='a'\n",
            "5:3: 'path' ",
        ),
        ("[tool.lint-config]\nfail-on = \n", "2:11: this is not TOML: Invalid value"),
        ("[tool.lint-config]\nfail-on = 'x", "2:1: this is not TOML: "),
    ],
)
def test_what_is_wrong_in_toml_is_said_with_its_place(tmp_path: Path, text: str, expected: str) -> None:
    assert problems(tmp_path, text, "pyproject.toml")[0].startswith(f"pyproject.toml:{expected}")


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"^nowhere.yml: it cannot be read: No such file or directory$"):
        load_config(tmp_path, named="nowhere.yml")
    (tmp_path / "binary.yml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigError, match=r"binary.yml: it is not UTF-8 text"):
        load_config(tmp_path, named="binary.yml")
    (tmp_path / "large.yml").write_bytes(b"#" * 1_000_001)
    with pytest.raises(ConfigError, match="too large"):
        load_config(tmp_path, named="large.yml")
    (tmp_path / "deep.yml").write_text("exclude: " + "[" * 5000)
    with pytest.raises(ConfigError, match=r"deep.yml"):
        load_config(tmp_path, named="deep.yml")
    assert load(tmp_path, "").environments == ()
    assert load(tmp_path, "ignore:\nrules:\n").ignores == (), "a key whose entries are all commented out"


def test_names_of_rules(tmp_path: Path) -> None:
    config = load(tmp_path, FULL)
    check_names(config, RULES)
    with pytest.raises(ConfigError) as caught:
        check_names(config, [rule for rule in RULES if rule.ID != "secret-literal"])
    assert str(caught.value).splitlines() == [
        ".lint-config.yml:17:12: there is no rule named 'secret-literal'; did you mean 'secret-in-log'?",
        ".lint-config.yml:20:13: there is no rule named 'secret-literal'; did you mean 'secret-in-log'?",
    ]


def test_a_group_cannot_be_ignored_nor_have_options(tmp_path: Path) -> None:
    config = load(tmp_path, "ignore: [{rule: value, path: '*', reason: x}]\noptions: {value: {}}\n")
    with pytest.raises(ConfigError) as caught:
        check_names(config, RULES)
    assert len(caught.value.problems) == 2


def test_options_are_known_by_name_and_kind(tmp_path: Path) -> None:
    placeholders = "secret-literal: {placeholders: ['SET_BY_*']}"
    config = load(tmp_path, f"options:\n  long-lived-secret: {{months: 12}}\n  {placeholders}\n")
    check_names(config, RULES)
    assert config.options["long-lived-secret"]["months"] == 12
    assert config.with_option("long-lived-secret", "months", 6).options == {
        "long-lived-secret": {"months": 6},
        "secret-literal": {"placeholders": ["SET_BY_*"]},
    }


class Pack:
    """A rule of another package, whose options no schema of ours knows."""

    ID, GROUP = "acme-vault", "acme"
    OPTIONS = (Option("prefix", ("kv-",), "how vaults begin"), Option("days", 3, "how long"))


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ("{secret-in-log: {x: 1}}", "1:27: secret-in-log has no option 'x'; it has none"),
        ("{acme-vault: {prefixes: []}}", "1:24: acme-vault has no option 'prefixes'; did you mean 'prefix'?"),
        ("{acme-vault: {x: []}}", "1:24: acme-vault has no option 'x'; its options are prefix, days"),
        ("{acme-vault: {prefix: kv-}}", "1:32: expected a list of texts"),
        ("{acme-vault: {prefix: ['']}}", "1:32: expected a list of texts"),
        ("{acme-vault: {days: true}}", "1:30: expected a whole number"),
        ("{acme-vault: {days: -1}}", "1:30: expected a whole number"),
    ],
)
def test_options_that_no_rule_has(tmp_path: Path, options: str, expected: str) -> None:
    config = load(tmp_path, f"options: {options}\n")
    with pytest.raises(ConfigError) as caught:
        check_names(config, [*RULES, Pack()])  # type: ignore[list-item]
    assert str(caught.value) == f".lint-config.yml:{expected}"


def test_the_schema_knows_the_options_of_our_rules() -> None:
    described = {
        rule: {name: option["default"] for name, option in part["properties"].items()}
        for rule, part in SCHEMA["properties"]["options"]["properties"].items()
    }
    assert described == {
        rule.ID: {one.name: list(one.default) if isinstance(one.default, tuple) else one.default for one in options}
        for rule in RULES
        if (options := options_of(rule))
    }


def test_the_page_about_configuration_tells_every_key() -> None:
    schema = json.loads(config_schema())
    page = (Path(__file__).parents[1] / "docs" / "configuration.md").read_text("utf-8")
    keys = [*schema["properties"], *(key for kind in schema["$defs"].values() for key in kind.get("properties", ()))]
    assert [key for key in keys if f"{key}:" not in page and f"{key} = " not in page] == []


def test_the_page_about_configuration_tells_every_option_with_its_default() -> None:
    page = (Path(__file__).parents[1] / "docs" / "configuration.md").read_text(encoding="utf-8")
    for rule in RULES:
        for option in options_of(rule):
            default = option.default if isinstance(option.default, int) else "none"
            assert f"| [`{rule.ID}`](rules/{rule.ID}.md) | `{option.name}` | {default} |" in page


@pytest.mark.parametrize("environments", [{}, {"prod": {"prod", "Production"}, "no": {"it's", "1", "true", "qa"}}])
def test_the_starter_is_a_configuration(tmp_path: Path, environments: dict[str, set[str]]) -> None:
    config = load(tmp_path, starter(environments))
    assert config.aliases == {name: tuple(sorted(words - {name})) for name, words in sorted(environments.items())}
    assert config.fail_on == "warning"


def test_editors_find_the_schema_from_the_starter() -> None:
    assert starter({}).splitlines()[0] == f"# yaml-language-server: $schema={SCHEMA['$id']}"
    assert SCHEMA["$id"].endswith(
        Path(schema.__file__).with_name("config.schema.json").relative_to(CHECKOUT).as_posix()
    )


def test_what_the_starter_offers_in_comments_is_valid_too(tmp_path: Path) -> None:
    offered = [line.removeprefix("# ") for line in starter({}).splitlines() if line.startswith("#")]
    first = next(index for index, line in enumerate(offered) if line.startswith("environments:"))
    said = "\n".join(line for line in offered[first:] if not line.startswith("What"))
    config = load(tmp_path, said)
    assert config.ignores
    assert config.overrides
    assert config.baseline
    assert config.inventory


def test_the_schema_is_a_schema_and_describes_itself() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    for name, part in SCHEMA["properties"].items():
        assert part["title"], name
        assert part["description"], name
        for example in part.get("examples", ()):
            Draft202012Validator(SCHEMA).validate({name: example})


KEYWORDS = {
    "type", "enum", "properties", "required", "additionalProperties", "items", "minItems", "minLength", "pattern",
    "minimum", "$id", "$ref", "$defs", "$schema", "title", "description", "examples", "default", "format",
}  # fmt: skip


def test_the_quick_check_knows_every_keyword_of_the_schema() -> None:
    def keywords(schema: Any) -> set[str]:
        found = set(schema)
        for key, value in schema.items():
            if key in ("properties", "$defs"):
                found |= {word for part in value.values() for word in keywords(part)}
            elif isinstance(value, dict):
                found |= keywords(value)
        return found

    assert keywords(SCHEMA) <= KEYWORDS


WORDS = ["prod", "a.env", "", " ", "secret-literal", "off", "error", "never", "2027-03-31", "1" * 8]
GUIDS = ["11111111-2222-3333-4444-555555555555"]
NAMES = [
    *SCHEMA["properties"],
    "long-lived-secret",
    "months",
    *SCHEMA["$defs"]["ignore"]["properties"],
    "files",
    "aliases",
    "client-ids",
    "x",
]
LEAVES = (
    st.sampled_from([*WORDS, *GUIDS]) | st.none() | st.booleans() | st.integers(-1, 1) | st.sampled_from([1.0, 1.5])
)
DATA = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=4),
    max_leaves=12,
)
LIKELY = st.fixed_dictionaries(
    {},
    optional={
        name: st.lists(st.sampled_from(WORDS) | DATA, max_size=2)
        | st.dictionaries(st.sampled_from(NAMES), st.sampled_from(["off", "note", None]) | DATA, max_size=2)
        | st.sampled_from(WORDS)
        for name in SCHEMA["properties"]
    },
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # on a busy machine anything may be
@given(DATA | LIKELY)
def test_the_quick_check_agrees_with_jsonschema(data: object) -> None:
    assert conforms(data, SCHEMA, SCHEMA) == Draft202012Validator(SCHEMA).is_valid(data)


def test_a_sound_configuration_costs_no_import_of_jsonschema(tmp_path: Path) -> None:
    (tmp_path / ".lint-config.yml").write_text(FULL)
    code = (
        "import sys; from pathlib import Path; from linter.configuration.loading import load_config\n"
        "load_config(Path(sys.argv[1]), none=True); assert 'yaml' not in sys.modules\n"
        "assert load_config(Path(sys.argv[1])).ignores; assert 'jsonschema' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=True, cwd=Path(__file__).parents[1])
