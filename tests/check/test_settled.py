"""Dense maps with a few outputs that are known less sharply: those rows are pulled by themselves, and judged as they are everywhere."""

from __future__ import annotations

from typing import Any

import numpy as np
from check.fake_engine import ENGINE, Rule, apply, case

from gradcli.check import check_case
from gradcli.finding import Checked

N, HAZY, MOVED = 60, [7, 31], [3, 44]  # outputs far from zero, which round coarsely, and the inputs they depend on
rng = np.random.default_rng(6)
W = rng.normal(size=(N, N)) / np.sqrt(N)
W[HAZY] = 0.0
W[np.ix_(HAZY, MOVED)] = 0.3
X = rng.uniform(0.5, 1.5, N)
FAR = np.zeros(N)
FAR[HAZY] = 1e5


def checked(jacobian: Any = W) -> tuple[Checked, int]:
    """The check of a dense map with this matrix in its backward, and how many cotangents it pulled."""
    pulled: list[Any] = []

    def vjp(g: Any, x: Any) -> Any:
        pulled.append(g)
        return (g * (1 - np.tanh(W @ x) ** 2)) @ jacobian

    result = check_case(case(lambda x: apply(Rule("Custom", lambda x: np.tanh(W @ x) + FAR, vjp), x), x=X), ENGINE)
    return result, len(pulled)


def test_a_few_hazy_outputs_do_not_cost_a_pull_for_every_output() -> None:
    result, pulls = checked()

    assert (result.verdict.value, result.mode) == ("pass", "full")
    assert result.pairs[0].checked == N * N
    assert pulls < N / 2


def test_a_wrong_entry_of_a_hazy_output_is_named() -> None:
    wrong = W.copy()
    wrong[HAZY[1], MOVED[0]] *= 1.01

    finding = checked(wrong)[0].findings[0]

    assert finding.entry is not None
    assert (finding.entry.output_index, finding.entry.input_index) == ((HAZY[1],), (MOVED[0],))
    assert finding.data["n_wrong"] == 1


def test_a_wrong_entry_beside_hazy_outputs_is_named() -> None:
    wrong = W.copy()
    wrong[20, 41] *= 1.0001

    finding = checked(wrong)[0].findings[0]

    assert finding.entry is not None
    assert (finding.entry.output_index, finding.entry.input_index) == ((20,), (41,))
