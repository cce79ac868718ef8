"""A run as it goes: how far it is, how many failed, whether that is enough."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from gradcli.cli.collect import Found
from gradcli.cli.progress import Progress
from gradcli.finding import Checked


@dataclass
class Watcher:
    """Follows a run: shows how far it is, counts failures, and says when enough failed. fails: whether a check counts."""

    fails: Callable[[Checked], bool]
    limit: int | None
    progress: Progress
    failed: set[str] = field(default_factory=set)

    @property
    def enough(self) -> bool:
        """Whether as many failed as it takes to stop."""
        return self.limit is not None and len(self.failed) >= self.limit

    def found(self, found: Found) -> None:
        """The files are read."""
        self.progress.total = len(found.cases)
        self.failed.update(file for file, one in found.broken.items() if self.fails(one))

    def step(self, checked: Checked) -> None:
        """One more result."""
        self.progress.step(checked.id)
        if self.fails(checked):
            self.failed.add(checked.id)
