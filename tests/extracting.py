"""From a file's text to its facts, as tests of the extractors want them."""

from textwrap import dedent

from linter.extractors import extract
from linter.model import Family, FileWiring, Location, Setting, Source, VaultReference
from linter.names.environments import Environments
from linter.parsers import parse


class Facts:
    """The wiring of one made-up file, and where in its text things stand."""

    def __init__(self, text: str, family: Family, path: str = "shop/file.yaml") -> None:
        self.text = dedent(text).lstrip("\n")
        self.wiring: FileWiring = extract(parse(Source(path, family, self.text)), Environments())

    @property
    def keys(self) -> list[str]:
        """The key paths of all settings, in order."""
        return [setting.key for setting in self.wiring.settings]

    def setting(self, key: str) -> Setting:
        """The only setting whose key path ends so."""
        (found,) = [setting for setting in self.wiring.settings if setting.key.endswith(key)]
        return found

    def reference(self, key: str) -> VaultReference:
        """The only Key Vault reference whose key path ends so."""
        (found,) = [reference for reference in self.wiring.vault_references if reference.key.endswith(key)]
        return found

    def at(self, location: Location) -> str:
        """The text at a location."""
        span = location.span
        return self.text[span.start : span.end]

    def place(self, location: Location) -> tuple[int, int]:
        """Line and column of a location."""
        return location.span.line, location.span.column


def says(setting: Setting | VaultReference) -> list[str]:
    """The environments that a setting or what surrounds it names, with their witnesses."""
    return [f"{e.environment}: {e.says}" for e in (*setting.environments, *setting.context)]
