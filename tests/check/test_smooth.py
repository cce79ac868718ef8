"""Random smooth maps over sixteen decades of scale: no false alarm on right gradients, every corrupted entry found."""

from __future__ import annotations

import pytest
from check.fake_engine import ENGINE, single
from check.smooth import corrupted, smooth

from gradcli.check import check_case
from gradcli.finding import Verdict

SEEDS = range(60)


def test_right_gradients_pass() -> None:
    blamed = {seed for seed in SEEDS if check_case(single((p := smooth(seed)).forward, p.vjp, p.x), ENGINE).verdict is not Verdict.PASS}

    assert blamed == set()


@pytest.mark.parametrize("kind", ["factor 2", "sign", "1 %", "0.1 %", "1e-4", "1e-5"])
def test_corrupted_entries_are_found(kind: str) -> None:
    missed = set()
    for seed in SEEDS:
        problem = smooth(seed)
        checked = check_case(single(problem.forward, corrupted(problem, kind, seed), problem.x), ENGINE)
        if checked.verdict is not Verdict.FAIL:
            missed.add(seed)

    assert missed == set()
