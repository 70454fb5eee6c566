"""A configuration file as plain data, in which every key and value knows where it stands."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from linter.patterns import compile_late

from .config import ConfigError, ConfigProblem

Steps = tuple[str | int, ...]  # the keys and indices that lead to a value
_LARGEST = 1_000_000  # bytes
_INTEGER = compile_late(r"[-+]?[0-9]+$")
_TOML_PLACE = compile_late(r" ?\(at (?:line (\d+), column (\d+)|end of document)\)$")


class ConfigFile(NamedTuple):
    """``shown`` is its path for messages; ``keys`` and ``values`` are 1-based lines and columns."""

    path: Path
    shown: str
    data: Any
    keys: Mapping[Steps, tuple[int, int]]
    values: Mapping[Steps, tuple[int, int]]

    def problem(self, steps: Steps, message: str, *, at_key: bool = False) -> ConfigProblem:
        """A problem at a value, or at its key; where that has no place of its own, at what holds it."""
        places = self.keys if at_key else self.values
        while steps and steps not in places:
            steps = steps[:-1]
        return ConfigProblem(self.shown, *places.get(steps, (1, 1)), message)


def read(path: Path, shown: str) -> ConfigFile:
    """The data of a YAML or TOML file. Raises :class:`ConfigError`."""
    text = _text(path, shown)
    if path.suffix == ".toml":
        return _read_toml(path, shown, text)
    return _YamlReader(path, shown).read(text)


def _text(path: Path, shown: str) -> str:
    try:
        if path.stat().st_size > _LARGEST:
            raise _error(shown, "it is too large to be a configuration")
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise _error(shown, "it is not UTF-8 text") from None
    except OSError as error:
        raise _error(shown, f"it cannot be read: {error.strerror}") from None


def _error(shown: str, message: str, line: int = 0, column: int = 0) -> ConfigError:
    return ConfigError(ConfigProblem(shown, line, column, message))


class _YamlReader:
    """YAML with the surprises taken out: ``off`` and ``on`` are texts, as are dates."""

    def __init__(self, path: Path, shown: str) -> None:
        self._file = ConfigFile(path, shown, {}, {}, {})
        self._keys: dict[Steps, tuple[int, int]] = {}
        self._values: dict[Steps, tuple[int, int]] = {}
        self._seen: set[int] = set()

    def read(self, text: str) -> ConfigFile:
        import yaml

        try:
            node = yaml.compose(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
            data = self._plain(node, ()) if node else {}
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            place = (mark.line + 1, mark.column + 1) if mark else (0, 0)
            raise _error(self._file.shown, f"this is not YAML: {error.problem}", *place) from None
        except yaml.YAMLError:  # characters that YAML does not allow
            raise _error(self._file.shown, "this is not YAML: it holds characters that YAML forbids") from None
        except RecursionError:
            raise _error(self._file.shown, "it is nested too deeply") from None
        return self._file._replace(data=data, keys=self._keys, values=self._values)

    def _plain(self, node: Any, steps: Steps) -> Any:
        self._values[steps] = _place(node)
        if id(node) in self._seen:
            raise _error(self._file.shown, "anchors and aliases are not supported here", *_place(node))
        self._seen.add(id(node))
        if node.id == "mapping":
            return self._mapping(node, steps)
        if node.id == "sequence":
            return [self._plain(item, (*steps, index)) for index, item in enumerate(node.value)]
        return _scalar(node.tag.rpartition(":")[2], node.value)

    def _mapping(self, node: Any, steps: Steps) -> dict[str, Any]:
        plain: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = key_node.value
            if not isinstance(key, str):
                raise _error(self._file.shown, "a key must be a text", *_place(key_node))
            if key in plain:
                raise _error(self._file.shown, f"{key!r} stands here twice", *_place(key_node))
            self._keys[*steps, key] = _place(key_node)
            plain[key] = self._plain(value_node, (*steps, key))
        return plain


def _place(node: Any) -> tuple[int, int]:
    return node.start_mark.line + 1, node.start_mark.column + 1


def _scalar(tag: str, text: str) -> str | int | bool | None:
    if tag == "null":
        return None
    if tag == "bool" and text.lower() in ("true", "false"):
        return text.lower() == "true"
    return int(text) if tag == "int" and _INTEGER.match(text) else text


def _read_toml(path: Path, shown: str, text: str) -> ConfigFile:
    import tomllib

    from .toml_places import toml_places

    try:
        data: Any = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        match = _TOML_PLACE.search(str(error))
        message = f"this is not TOML: {_TOML_PLACE.sub('', str(error))}"
        last_line = (text.count("\n") + 1, 1)
        place = (int(match.group(1)), int(match.group(2))) if match and match.group(1) else last_line
        raise _error(shown, message, *place) from None
    table = ("tool", "lint-config") if path.name == "pyproject.toml" else ()
    for name in table:
        data = data.get(name, {}) if isinstance(data, dict) else {}
    keys, values = toml_places(text, table)
    return ConfigFile(path, shown, _without_dates(data), keys, values)


def _without_dates(data: Any) -> Any:
    """TOML's own dates as texts, as YAML's are."""
    if isinstance(data, dict):
        return {key: _without_dates(value) for key, value in data.items()}
    if isinstance(data, list):
        return [_without_dates(item) for item in data]
    return data.isoformat() if hasattr(data, "isoformat") else data
