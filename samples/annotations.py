"""Inputs by annotation: useful where the function has no good default of its own."""

from typing import Annotated

from torch import Tensor
from gradcli import nonzero, normal, within


def project(x: Annotated[Tensor, normal(6, 2)], axis: Annotated[Tensor, nonzero(2)]) -> Tensor:
    """The part of each row of x along `axis`."""
    unit = axis / axis.norm()
    return (x @ unit).unsqueeze(1) * unit


def arc(angle: within(-0.9, 0.9, 3)):
    """within(-0.9, 0.9) keeps clear of the ends, where the slope of asin is infinite."""
    return angle.asin()
