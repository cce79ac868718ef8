"""What a script differentiates inside its functions: the tensors that backward() is called on, with the names they have there."""

from __future__ import annotations

from collections.abc import Mapping
from types import FrameType
from typing import Any, NamedTuple

from gradcli.autograd.backprop import RUNNING
from gradcli.autograd.tensor import Tensor
from gradcli.autograd.trace import user_frame

Place = tuple[str, int]


class Root(NamedTuple):
    """A tensor that was differentiated last at a line of a function.   around: the local variables there."""

    name: str
    tensor: Tensor
    around: Mapping[str, Any]


Roots = dict[Place, Root]


def note(roots: Roots, outputs: list[Tensor]) -> None:
    """Keep what a function differentiates, outside of other backwards; at module level results are found by their names."""
    frame = user_frame()
    if RUNNING or frame is None or frame.f_code.co_name == "<module>" or len(outputs) != 1 or outputs[0].grad_fn is None:
        return
    roots[frame.f_code.co_filename, frame.f_lineno] = Root(name_in(frame, outputs[0]), outputs[0], around(frame))


def around(frame: FrameType) -> dict[str, Any]:
    """The local variables, in a method also the attributes of `self`."""
    own = getattr(frame.f_locals.get("self"), "__dict__", {})
    return {**frame.f_locals, **{f"self.{name}": value for name, value in own.items()}}


def name_in(frame: FrameType, t: Tensor) -> str:
    """The local variable that holds a tensor, else its line."""
    return next((name for name, value in frame.f_locals.items() if value is t), f"line {frame.f_lineno}")


def results(roots: Roots) -> dict[str, Tensor]:
    """The tensors differentiated, by name; of those with one name the later ones with their line."""
    found: dict[str, Tensor] = {}
    for (_, line), root in roots.items():
        found[root.name if root.name not in found else f"{root.name}, line {line}"] = root.tensor
    return found
