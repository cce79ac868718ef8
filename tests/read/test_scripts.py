"""Scripts as a PyTorch user writes them run unchanged, and their gradients are right."""

from pathlib import Path

import numpy as np
import pytest

from gradcli import check, read
from gradcli.cases import Settings
from gradcli.finding import Verdict

SCRIPTS = sorted((Path(__file__).parent / "scripts").glob("*.py"))
INPUTS = {
    "gaussian_mixture": ["logits", "means", "log_sigmas"],
    "gru_by_hand": ["embed.weight", "cell.w_in", "cell.w_hidden", "cell.bias", "readout.weight", "readout.bias"],
    "logistic_regression": ["weights", "bias"],
    "matrix_factorisation": ["users", "items"],
    "pendulum": ["length", "damping"],
    "spectrum": ["frequency", "decay"],
}
RESULTS = {
    "gaussian_mixture": ["nll"],
    "gru_by_hand": ["loss"],
    "logistic_regression": ["loss"],
    "matrix_factorisation": ["loss"],
    "pendulum": ["energy", "miss"],
    "spectrum": ["loss"],
}


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)
def test_it_loads_and_its_gradients_are_finite_and_right(path, evaluate, capsys):
    (case,), _ = read.cases(str(path), Settings())
    assert list(case.inputs) == INPUTS[path.stem]
    outputs, gradients = evaluate(case)
    assert list(outputs) == RESULTS[path.stem]
    assert all(np.isfinite(g).all() and np.any(g) for g in gradients.values())
    assert check.check_case(case).verdict is Verdict.PASS


def test_every_script_is_expected():
    assert [path.stem for path in SCRIPTS] == sorted(INPUTS)
