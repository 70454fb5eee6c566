"""A file's place among those that configure one app for different environments."""

from typing import NamedTuple


class Overlay(NamedTuple):
    """A file made for one environment.

    ``pattern`` is its path from the top of the repository with the environment replaced by ``*``,
    the same for all its siblings. ``base`` is the path of the file that it is laid over, which may
    not exist; empty where its platform merges nothing.
    """

    pattern: str
    environment: str
    base: str = ""
