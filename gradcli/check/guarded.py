"""A backward as a check calls it: its exceptions are the user's, and its time is counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from gradcli.check import user
from gradcli.engines import Pullback

if TYPE_CHECKING:
    from gradcli.check.session import Session

Array = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Guarded:
    """A pullback whose exceptions are the user's, and whose time is counted."""

    session: Session
    raw: Pullback

    def __call__(self, gs: Sequence[Array | None]) -> dict[str, Array | None]:
        with self.session.timed("backward"):
            return user.run(lambda: self.raw(gs))

    def twin_of(self, other: Guarded) -> bool:
        """Whether the engine knows that the tapes of both have the same operations, joined alike."""
        alike = getattr(self.raw, "twin_of", None)
        return alike is not None and bool(alike(other.raw))
