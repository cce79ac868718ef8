"""The call that gradcheck is given: a function and its arguments, as a case, and the questions of torch's that are no case of ours."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from gradcli import engines
from gradcli.cases import Case, Run, Settings
from gradcli.errors import Where

DOUBLE = {"float32": "float64", "float16": "float64", "bfloat16": "float64", "complex64": "complex128"}
UNTOLD = (
    "Input #{} requires gradient and is not a double precision floating point or complex. "
    "This check will likely fail if all the inputs are not of double precision floating point or complex. "
)
CLOSE = 1e-9  # relative: two ways through the same derivatives differ by roundings only
STEP, ROUGHLY = 1e-5, 1e-6  # of a central difference, and how close in relation it comes: h^2 and eps / h are 1e-10
MOVE = 1e-3  # relative move of the inputs that shows whether an output depends on them


@dataclass(frozen=True)
class Call:
    """func(*arguments). wanted: which arguments require a gradient.   fixed: the arguments, in double precision.

    several: whether more than one of the outputs requires a gradient.
    """

    func: Callable[..., Any]
    wanted: tuple[int, ...]
    fixed: Mapping[int, Any]
    several: bool

    @staticmethod
    def of(func: Callable[..., Any], inputs: Any) -> Call:
        """The call, made once: an exception of the function itself is the caller's. Raises ValueError where nothing requires a gradient."""
        call = Call.prepared(func, inputs)
        arguments = _each(inputs)
        for k in call.wanted:
            if _dtype(arguments[k]) in DOUBLE:
                warnings.warn(UNTOLD.format(k), stacklevel=5)
        carries = [y.requires_grad for y in _each(func(*arguments))]
        return replace(call, several=sum(carries) > 1)

    @staticmethod
    def prepared(func: Callable[..., Any], inputs: Any) -> Call:
        """The call, not made yet. Raises ValueError where nothing requires a gradient, RuntimeError for inputs that overlap themselves."""
        arguments = _each(inputs)
        wanted = tuple(k for k, value in enumerate(arguments) if getattr(value, "requires_grad", False))
        if not wanted:
            raise ValueError("gradcheck expects at least one input tensor to require gradient, but none of them have requires_grad=True.")
        for k in wanted:
            _refuse_overlap(k, arguments[k])
        return Call(func, wanted, {k: _promoted(value) for k, value in enumerate(arguments)}, False)

    @property
    def arrays(self) -> dict[str, Any]:
        """The wanted arguments as arrays."""
        return {name: np.array(self.fixed[k].detach().numpy()) for name, k in self.names.items()}

    @cached_property
    def names(self) -> dict[str, int]:
        """The wanted arguments by the names the case gives them."""
        return {f"input {number}": k for number, k in enumerate(self.wanted)}

    def run(self, arrays: Mapping[str, Any]) -> Run:
        """One evaluation; floating tensors that need no gradient are constants."""
        leaves = {name: self.fixed[k].new_tensor(arrays[name]).requires_grad_() for name, k in self.names.items()}
        given = {**self.fixed, **dict(zip(self.wanted, leaves.values()))}
        outputs = _each(self.func(*(given[k] for k in range(len(given)))))
        return Run({f"output {k}": y for k, y in enumerate(outputs) if hasattr(y, "requires_grad")}, leaves)

    def case(self, settings: Settings) -> Case:
        """The call as a case."""
        title = getattr(self.func, "__name__", type(self.func).__name__)
        return Case(f"gradcheck::{title}", title, self.run, self.arrays, _place(self.func), settings=settings)

    def differentiated(self) -> None:
        """Run forward and backward once, for the exception that it raises."""
        outputs, carries, _ = engines.get("auto").pull(self.run, self.arrays)
        self._pull({name: np.ones_like(y) for name, y in outputs.items()}, carries)

    def undefined(self) -> bool:
        """Give each of several outputs a gradient and the others none, then none to all: whether the latter gives none, or zeros.

        A backward that cannot cope raises its own exception.
        """
        if self.several:
            outputs, carries, _ = engines.get("auto").pull(self.run, self.arrays)
            for name in (name for name in outputs if carries[name]):
                self._pull({name: np.ones_like(outputs[name])}, carries)
        return not any(np.any(g) for g in engines.get("auto").unfed(self.run, self.arrays))  # type: ignore[attr-defined]

    def stands_still(self) -> bool:
        """Whether no output moves with the inputs."""
        moved = {name: x * (1 + MOVE) + MOVE for name, x in self.arrays.items()}
        here, there = (engines.get("auto").call(self.run, point) for point in (self.arrays, moved))
        return all(np.array_equal(y, there[name]) for name, y in here.items())

    def forward_mismatch(self, settings: Settings, has_backward: bool = True) -> tuple[int, int, float, float] | None:
        """(output, input, <v, J u> forward, the same backward) of the first pair in which they differ; None if all agree.

        has_backward: without one, differences of the function stand in for it.
        """
        rng = np.random.default_rng(settings.seed)
        outputs, carries, _ = engines.get("auto").pull(self.run, self.arrays)
        moving = [name for name, y in outputs.items() if y.dtype.kind in "fc"]
        for number, (name, x) in enumerate(self.arrays.items()):
            u = _direction(rng, x)
            for output, tangent in zip(moving, self._push(self.wanted[number], u)):
                v = _direction(rng, tangent)
                forward = _dot(v, tangent)
                backward = self._backward(name, u, {output: v}, carries) if has_backward else _dot(v, self._difference(name, u, output))
                close = CLOSE if has_backward else ROUGHLY
                spare = (close + (settings.rtol or 0.0)) * np.abs(np.conj(v) * tangent).sum() + settings.atol * np.abs(v).sum()
                if abs(forward - backward) > spare:
                    return list(outputs).index(output), number, forward, backward
        return None

    def _backward(self, name: str, u: Any, gs: Mapping[str, Any], carries: Mapping[str, bool]) -> float:
        """<u, J^T v>."""
        gradient = self._pull(gs, carries)[name]
        return 0.0 if gradient is None else _dot(u, gradient)

    def _difference(self, name: str, u: Any, output: str) -> Any:
        """J u by a central difference along u."""
        ends = [engines.get("auto").call(self.run, {**self.arrays, name: self.arrays[name] + h * u})[output] for h in (STEP, -STEP)]
        return (ends[0] - ends[1]) / (2 * STEP)

    def _push(self, k: int, u: Any) -> list[Any]:
        arguments = [self.fixed[i] for i in range(len(self.fixed))]
        return engines.get("auto").push(self.func, arguments, [u if i == k else None for i in range(len(arguments))])  # type: ignore[attr-defined,no-any-return]

    def _pull(self, gs: Mapping[str, Any], carries: Mapping[str, bool]) -> dict[str, Any]:
        outputs, _, pullback = engines.get("auto").pull(self.run, self.arrays)
        return pullback([gs.get(name) if carries[name] else None for name in outputs])


def _refuse_overlap(k: int, tensor: Any) -> None:
    """RuntimeError for an input whose entries share memory: they cannot be moved one by one."""
    if any(step == 0 for step, length in zip(tensor.stride(), tensor.shape) if length > 1):
        raise RuntimeError(
            f"The {k}th input has a dimension with stride 0. gradcheck only supports inputs that are non-overlapping to be able to compute "
            "the numerical gradients correctly. You should call .contiguous on the input before passing it to gradcheck."
        )


def _each(values: Any) -> Any:
    """What a function returned or is given, one by one."""
    return values if isinstance(values, (tuple, list)) else (values,)


def _direction(rng: np.random.Generator, x: Any) -> Any:
    values = rng.choice([-1.0, 1.0], x.shape) * rng.uniform(0.5, 1.5, x.shape)
    return values + 1j * rng.uniform(-1.5, 1.5, x.shape) if x.dtype.kind == "c" else values


def _dot(one: Any, other: Any) -> float:
    return float(np.real(np.conj(one) * other).sum())


def _dtype(tensor: Any) -> str:
    return str(tensor.dtype).rpartition(".")[2]


def _promoted(value: Any) -> Any:
    if not hasattr(value, "requires_grad") or _dtype(value) not in DOUBLE:
        return value
    return value.detach().double() if _dtype(value) != "complex64" else value.detach().to(_complex(value))


def _complex(value: Any) -> Any:
    """complex128 of the tensor's own library."""
    return (value.real.double() + 0j).dtype


def _place(func: Callable[..., Any]) -> Where:
    code = getattr(func, "__code__", None)
    return Where(code.co_filename, code.co_firstlineno, code.co_name) if code else Where("<gradcheck>")
