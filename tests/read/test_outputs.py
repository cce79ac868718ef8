"""Names of what a function returns."""

from collections import namedtuple
from dataclasses import dataclass

import numpy as np
import pytest

import gradcli as torch
from gradcli.read._outputs import named

Pair = namedtuple("Pair", "mean scale")


@dataclass
class Record:
    loss: object
    steps: int = 3


T = torch.ones(2)


@pytest.mark.parametrize(
    ("returned", "names"),
    [
        (T, ["out"]),
        ((T,), ["out"]),
        ((T, T), ["out[0]", "out[1]"]),
        ((3, T), ["out"]),
        ((T, 0.5), ["out[0]", "out[1]"]),
        ([T, (T, None, "text")], ["out[0]", "out[1][0]"]),
        ({"loss": T, "parts": [T, T]}, ["loss", "parts[0]", "parts[1]"]),
        ({"net": {"loss": T}}, ["net.loss"]),
        (Pair(T, T), ["mean", "scale"]),
        (Record(T), ["loss"]),
        (0.5, ["out"]),
        (np.ones(2), ["out"]),
        (np.arange(2), []),
        (True, []),
        (None, []),
    ],
)
def test_names_follow_the_structure(returned, names):
    assert list(named(returned)) == names


def test_torchs_own_named_results_keep_their_names():
    assert list(named(torch.ones(2, 3).max(dim=1))) == ["values", "indices"]


def test_floats_are_constants():
    assert not named(0.5)["out"].requires_grad
