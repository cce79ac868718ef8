"""G713: float32 in a float64 graph.

An operation that takes both computes in float64: twice the memory and time, with the seven digits of float32. Data from numpy is
float64 unless told otherwise, torch's parameters are float32. One finding for each line where the two meet. (A check promotes what it
can to float64, so lint reads the file in its own precision.)
"""

from __future__ import annotations

from collections.abc import Iterator

from gradcli.finding import Finding
from gradcli.lint._seen import Seen, told

BAD = """
import numpy as np
import torch

data = torch.tensor(np.array([[0.5, 1.0], [-1.0, 2.0]]))  # float64, as numpy has it


def f(w=torch.tensor([1.0, 2.0], requires_grad=True)):
    return (data * w).sum()
"""
GOOD = """
import numpy as np
import torch

data = torch.tensor(np.array([[0.5, 1.0], [-1.0, 2.0]]), dtype=torch.float32)


def f(w=torch.tensor([1.0, 2.0], requires_grad=True)):
    return (data * w).sum()
"""
CONVERSION = "ToCopyBackward0"  # says what it does


def check(seen: Seen) -> Iterator[Finding]:
    """Every line that computes in float64 with float32 among what it takes."""
    for event in seen.events("mixed"):
        if event.detail != CONVERSION:
            yield told("G713", event, f"{event.detail} takes float32 and gives float64")
