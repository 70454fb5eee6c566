"""What a team may set of a rule."""

from collections.abc import Mapping
from typing import Generic, NamedTuple, TypeVar, cast

T = TypeVar("T")

Options = Mapping[str, Mapping[str, object]]  # rule → option → what is set


class Option(NamedTuple, Generic[T]):
    """One constant of a rule, under ``options:`` in the configuration: a whole number, or a list of texts.

    ``default`` says which; ``meaning`` is a phrase for the documentation, without a full stop.
    """

    name: str
    default: T
    meaning: str

    def of(self, rule: str, options: Options) -> T:
        """What is set for a rule, or the default."""
        given = options.get(rule, {}).get(self.name, self.default)
        return cast("T", tuple(given) if isinstance(given, list) else given)

    @property
    def kind(self) -> str:
        """What may be set, in words."""
        return "a whole number" if isinstance(self.default, int) else "a list of texts"

    def fits(self, given: object) -> bool:
        """Whether a value is of that kind."""
        if isinstance(self.default, int):
            return isinstance(given, int) and not isinstance(given, bool) and given >= 0
        return isinstance(given, list) and all(isinstance(text, str) and text for text in given)
