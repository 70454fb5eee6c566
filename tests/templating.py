"""Facts of ARM and Bicep templates, and what their text becomes once edited."""

from extracting import Facts

from linter.model import Edit, Location, VaultReference

VERSION = "ec96f02080254f109c51a1f14cdb1931"


class TemplateFacts(Facts):
    """The wiring of one made-up template or parameter file."""

    def only_reference(self) -> VaultReference:
        """The only Key Vault reference."""
        (found,) = self.wiring.vault_references
        return found

    def shown(self, location: Location | None) -> str:
        """The text at a location that there must be."""
        assert location is not None
        return self.at(location)

    def edited(self, edits: tuple[Edit, ...]) -> str:
        """The text with edits applied."""
        text = self.text
        for edit in sorted(edits, key=lambda e: e.location.span.start, reverse=True):
            text = text[: edit.location.span.start] + edit.text + text[edit.location.span.end :]
        return text
