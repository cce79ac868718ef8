"""The checker over every operation at random points: a right gradient never fails. `python tests/test_soak.py` takes fifty points each."""

from __future__ import annotations

import sys
import zlib
from typing import Any

import numpy as np
import pytest

from gradcli.autograd.draws import default_generator
from gradcli.autograd.op import Op, registry
from gradcli.autograd.tensor import LEAF, make
from gradcli.cases import Case, Run, Settings
from gradcli.check import check_case
from gradcli.errors import Where
from gradcli.finding import Checked, Verdict
from gradcli.sample import Recipe

POINTS = 50
SAMPLES = [
    (op, i) for _, op in sorted(registry().items()) if op.differentiable and op.grad_fn != "NotImplemented" for i in range(len(op.samples))
]
FEW = [pair for k, pair in enumerate(SAMPLES) if k % 16 == 0]  # a slice; test_ops.py looks at the rules of all of them anyway


def case(op: Op, number: int, point: int) -> Case | None:
    """A sample of an operation as a case: its differentiable arrays are the inputs, drawn anew for each point; None without any."""
    rng = np.random.default_rng([zlib.crc32(f"{op.name}{number}".encode()), point])
    items = op.samples[number]
    params = items[-1] if isinstance(items[-1], dict) else {}
    given = items[:-1] if isinstance(items[-1], dict) else items
    args = [np.asarray(a.draw(rng)) if isinstance(a, Recipe) else a for a in given]
    ruled = [op.whole is not None or (i < len(op.rules) and op.rules[i] is not None) for i in range(len(args))]
    floating = [isinstance(a, np.ndarray) and a.dtype.kind in "fc" for a in args]
    inputs = {f"x{i}": a for i, a in enumerate(args) if ruled[i] and floating[i]}

    def fn(arrays: Any) -> Run:
        default_generator.manual_seed(0)
        leaves = {name: make(arrays[name], LEAF) for name in inputs}
        y = op(*[leaves.get(f"x{i}", make(a) if isinstance(a, np.ndarray) else a) for i, a in enumerate(args)], **params)
        return Run({f"y{k}": t for k, t in enumerate(y if isinstance(y, tuple) else (y,)) if t.requires_grad}, leaves, {})

    if not inputs or not fn(inputs).outputs:
        return None
    return Case(f"{op.name}[{number}]@{point}", op.name, fn, inputs, Where("soak.py"), settings=Settings())


def checked(op: Op, number: int, point: int) -> Checked | None:
    """The verdict on a sample at a point."""
    found = case(op, number, point)
    return None if found is None else check_case(found)


@pytest.mark.parametrize(("op", "number"), FEW, ids=[f"{op.name}-{i}" for op, i in FEW])
def test_a_right_operation_never_fails(op, number):
    result = checked(op, number, point=0)
    assert result is None or result.verdict is not Verdict.FAIL, [finding.why for finding in result.findings]


def main(points: int) -> int:
    """Every sample at that many points; a line for each that fails, the verdicts counted, and 1 if any failed."""
    counts: dict[str, int] = {}
    for op, number in SAMPLES:
        for point in range(points):
            result = checked(op, number, point)
            word = result.verdict.name if result is not None else "no case"
            counts[word] = counts.get(word, 0) + 1
            if word in ("FAIL", "ERROR", "NONDETERMINISTIC"):
                print(word, result.id, [(f.code.id, f.input, f.why or f.detail) for f in result.findings][:2], flush=True)
    print(counts)
    return int(counts.get("FAIL", 0) > 0)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else POINTS))
