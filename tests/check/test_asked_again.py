"""Before anything is called wrong it is asked once more, with as little done at once as the size allows."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from gradcli.check.jacobian import by_input
from gradcli.check.question import Bounds
from gradcli.check.subject import Subject, Swept, blocks

N = 40
A = np.random.default_rng(0).normal(size=(N, N))
X = np.random.default_rng(1).normal(size=N)


def pull(g: Any) -> Any:
    return {"x": g @ A}


def subject(**more: Any) -> Subject:
    inputs, outputs = blocks({"x": X}, ["x"]), blocks({"y": A @ X}, ["y"])
    return Subject("linear", inputs, outputs, {"x": X}, A @ X, lambda _, points: points @ A.T, pull, **more)


def passed(given: Subject, mode: str) -> bool:
    found = by_input(given, mode, Bounds(), np.random.default_rng(2))
    return found["x"].passed


def test_cotangents_pulled_at_once_blame_nobody() -> None:
    assert passed(subject(pulls=lambda gs: {"x": 1.5 * gs @ A}), "projected")


def test_columns_moved_at_once_blame_nobody() -> None:
    def sweep(_: str, shifted: Any) -> Swept:
        def columns(which: Any) -> Any:
            return A @ X + 1.5 * (shifted[:, which] - X[which])[:, :, None] * A.T[which]

        return Swept(None, False, lambda: iter([np.arange(N)]), columns)

    assert passed(subject(sweep=sweep), "full")


def test_what_is_wrong_by_itself_stays_wrong() -> None:
    wrong = replace(subject(pulls=lambda gs: {"x": gs @ A}), pull=lambda g: {"x": 1.5 * g @ A})
    assert not passed(replace(wrong, pulls=lambda gs: {"x": 1.5 * gs @ A}), "projected")
