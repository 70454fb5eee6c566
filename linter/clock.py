"""Which day it is: the one stated, else SOURCE_DATE_EPOCH's, else the clock's."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime


class ClockError(Exception):
    """A day that is none; the message says what was expected."""


def today(stated: str | None) -> date:
    """The day on which a run judges dates, in UTC. Raises ClockError for what is no date.

    SOURCE_DATE_EPOCH: https://reproducible-builds.org/specs/source-date-epoch/
    """
    if stated:
        try:
            return date.fromisoformat(stated)
        except ValueError:
            raise ClockError(f"--today {stated}: expected a date such as 2026-11-23") from None
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not epoch:
        return datetime.now(UTC).date()
    try:
        return datetime.fromtimestamp(int(epoch), UTC).date()
    except (ValueError, OverflowError, OSError):
        raise ClockError(f"SOURCE_DATE_EPOCH={epoch}: expected seconds since 1970") from None
