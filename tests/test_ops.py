"""Every operation of the engine on each of its samples: gradients, tangents, batches and complex steps against the bare kernel."""

from __future__ import annotations

import dis
import zlib
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

from gradcli.autograd import backprop, rows
from gradcli.autograd.batch import loop, stacked
from gradcli.autograd.draws import default_generator
from gradcli.autograd.forward_ad import tangents_of
from gradcli.autograd.op import Op, registry
from gradcli.autograd.rule import VALUE
from gradcli.autograd.tensor import LEAF, Tensor, make
from gradcli.sample import Recipe

STEP = 2e-4  # five-point differences: truncation ~ STEP^4, rounding ~ 1e-16 / STEP, both below 1e-11
RTOL = 1e-8  # of the largest entry: thousand times the error of the differences, far below any wrong rule
ALL = [(op, i) for _, op in sorted(registry().items()) for i in range(len(op.samples))]
SMOOTH = [(op, i) for op, i in ALL if (op.whole or any(op.rules)) and op.grad_fn != "NotImplemented"]
named = lambda cases: pytest.mark.parametrize(("op", "number"), cases, ids=[f"{op.name}-{i}" for op, i in cases])


@dataclass
class Run:
    """One operation with drawn arguments; `free`: the positions that have a gradient."""

    op: Op
    args: list[Any]
    params: dict[str, Any]

    @property
    def free(self) -> list[int]:
        ruled = [self.op.whole is not None or (i < len(self.op.rules) and self.op.rules[i] is not None) for i in range(len(self.args))]
        return [i for i, a in enumerate(self.args) if ruled[i] and isinstance(a, np.ndarray) and a.dtype.kind in "fc"]

    def outputs(self, args: list[Any], kernel: Any = None) -> list[Any]:
        """The floating results of the kernel on arrays, or of the linear map that is declared in its place."""
        default_generator.manual_seed(0)
        params = {**self.op.defaults, **self.params}
        when, instead = self.op.declared or (lambda **_: False, None)
        y = (kernel or (instead if when(**params) else self.op.kernel))(*args, **params)
        return [np.asarray(part) for part in (y if isinstance(y, tuple) else (y,)) if np.asarray(part).dtype.kind in "fc"]

    def tensors(self, args: list[Any], leaves: bool) -> list[Any]:
        free = self.free
        return [make(a, LEAF if leaves and i in free else None) if isinstance(a, np.ndarray) else a for i, a in enumerate(args)]

    def call(self, args: list[Any]) -> list[Tensor]:
        """The floating results of the operation on tensors."""
        default_generator.manual_seed(0)
        y = self.op(*args, **self.params)
        return [part for part in (y if isinstance(y, tuple) else (y,)) if part._data.dtype.kind in "fc"]

    def gradients(self, args: list[Any], gs: list[Any]) -> list[Any]:
        """The gradient of sum Re(conj(g) y) for each free argument, by the backward walk on arrays."""
        xs = self.tensors(args, leaves=True)
        ys = [(y, g) for y, g in zip(self.call(xs), gs) if y.requires_grad]
        found = backprop.grad([y for y, _ in ys], [xs[i] for i in self.free], [make(g) for _, g in ys], allow_unused=True)
        return [np.zeros_like(args[i]) if g is None else np.asarray(g._data) for i, g in zip(self.free, found)]


def drawn(op: Op, number: int, seed: int = 0) -> Run:
    """A sample of an operation; arrays are read-only, so that an operation that writes into its arguments is found."""
    rng = np.random.default_rng([zlib.crc32(f"{op.name}{number}".encode()), seed])
    items = op.samples[number]
    given = items[-1:] if isinstance(items[-1], dict) else ()
    params = given[0] if given else {}
    args = [a.draw(rng) if isinstance(a, Recipe) else a for a in items[: len(items) - len(given)]]
    args = [frozen(a) if isinstance(a, (np.ndarray, np.generic)) else a for a in args]
    return Run(op, args, params)


def frozen(a: Any) -> Any:
    a = np.array(a)
    a.flags.writeable = False
    return a


def random_like(a: Any, rng: np.random.Generator) -> Any:
    """Normal numbers in the shape and type of an array."""
    out = rng.standard_normal(a.shape) + (1j * rng.standard_normal(a.shape) if a.dtype.kind == "c" else 0)
    return frozen(out.astype(a.dtype))


def nudged(args: list[Any], i: int, place: Any, step: complex) -> list[Any]:
    """The arguments with one element changed."""
    x = args[i].copy()
    x[place] += step
    return [*args[:i], x, *args[i + 1 :]]


def slope(f: Any, args: list[Any], i: int, place: Any, unit: complex) -> Any:
    """df/dx for one element, by five-point differences; f returns a list of arrays."""
    f1, b1, f2, b2 = (f(nudged(args, i, place, unit * k * STEP)) for k in (1, -1, 2, -2))
    return [(8 * (p - q) - (r - s)) / (12 * STEP) for p, q, r, s in zip(f1, b1, f2, b2)]


def numeric(f: Any, args: list[Any], i: int) -> Any:
    """The gradient of a real function in argument i, complex numbers as d/dRe + i d/dIm."""
    out = np.zeros_like(args[i])
    for place in np.ndindex(out.shape):
        out[place] = slope(f, args, i, place, 1.0)[0]
        if out.dtype.kind == "c":
            out[place] += 1j * slope(f, args, i, place, 1j)[0]
    return out


def weighed(ys: list[Any], gs: list[Any]) -> list[Any]:
    """[sum Re(conj(g) y)] over all outputs."""
    return [sum((np.real(np.conj(g) * y).sum() for y, g in zip(ys, gs)), np.float64(0.0))]


def agree(got: Any, expected: Any, what: str, rtol: float = RTOL) -> None:
    scale = np.nanmax(np.abs(expected), initial=1.0, where=np.isfinite(expected))
    np.testing.assert_allclose(got, expected, rtol=rtol, atol=rtol * scale, equal_nan=True, err_msg=what)


@named(SMOOTH)
def test_gradient_agrees_with_differences_of_the_kernel(op: Op, number: int) -> None:
    run = drawn(op, number)
    gs = [random_like(y, np.random.default_rng(1)) for y in run.outputs(run.args)]
    for i, g in zip(run.free, run.gradients(run.args, gs)):
        assert g.shape == run.args[i].shape, f"the gradient of argument {i} of {op.name} has another shape than the argument"
        agree(g, numeric(lambda args: weighed(run.outputs(args), gs), run.args, i), f"gradient of {op.name} in argument {i}")


@named(SMOOTH)
def test_second_derivative_agrees_with_differences_of_the_gradient(op: Op, number: int) -> None:
    run, rng = drawn(op, number), np.random.default_rng(2)
    gs = [random_like(y, rng) for y in run.outputs(run.args)]
    us = [random_like(run.args[i], rng) for i in run.free]
    xs = run.tensors(run.args, leaves=True)
    pairs = [(y, make(g, LEAF)) for y, g in zip(run.call(xs), gs) if y.requires_grad]
    leaves = [xs[i] for i in run.free]
    first = backprop.grad([y for y, _ in pairs], leaves, [g for _, g in pairs], create_graph=True, allow_unused=True)
    live = [(g, make(u)) for g, u in zip(first, us) if g is not None and g.requires_grad]
    second = backprop.grad([g for g, _ in live], leaves, [u for _, u in live], allow_unused=True) if live else [None] * len(leaves)
    for i, h in zip(run.free, second):
        expected = numeric(lambda args: weighed(run.gradients(args, gs), us), run.args, i)
        agree(np.zeros_like(run.args[i]) if h is None else h._data, expected, f"second derivative of {op.name} in argument {i}", 1e-7)


@named([(op, i) for op, i in SMOOTH if op.tangent is not None])
def test_tangent_is_the_transpose_of_the_gradient(op: Op, number: int) -> None:
    run, rng = drawn(op, number), np.random.default_rng(3)
    gs = [random_like(y, rng) for y in run.outputs(run.args)]
    ts = [random_like(a, rng) if i in run.free else None for i, a in enumerate(run.args)]
    for present in [ts] if len(run.free) == 1 else [ts, *([t if i == k else None for k, t in enumerate(ts)] for i in run.free)]:
        forward = weighed(tangents(run, present), gs)
        backward = weighed([ts[i] if present[i] is not None else 0.0 * ts[i] for i in run.free], run.gradients(run.args, gs))
        agree(forward, backward, f"g.(J t) of {op.name} by its jvp rule, against (J'g).t by its vjp rule")


def tangents(run: Run, ts: list[Any]) -> list[Any]:
    xs = run.tensors(run.args, leaves=False)
    default_generator.manual_seed(0)
    y = run.op(*xs, **run.params)
    out = tangents_of(run.op, [None if t is None else make(t) for t in ts], y, xs, {**run.op.defaults, **run.params})
    ys = y if isinstance(y, tuple) else (y,)
    pairs = [(t, part) for t, part in zip(out, ys) if part._data.dtype.kind in "fc"]
    return [np.zeros_like(part._data) if t is None else np.broadcast_to(t._data, part.shape) for t, part in pairs]


@named([(op, i) for op, i in ALL if op.stacked is not None])
def test_batch_rule_agrees_with_a_loop(op: Op, number: int) -> None:
    rows = [drawn(op, number, seed).args for seed in range(3)]
    arrays = [i for i, a in enumerate(rows[0]) if isinstance(a, np.ndarray)]
    for chosen in {tuple(arrays), *((i,) for i in arrays)}:
        flags = [i in chosen for i in range(len(rows[0]))]
        args = [np.stack([row[i] for row in rows]) if flag else rows[0][i] for i, flag in enumerate(flags)]
        params = {**op.defaults, **drawn(op, number).params}
        got, expected = stacked(op, flags, args, params), loop(op, flags, args, params)
        for g, e in zip(got, expected) if isinstance(expected, tuple) else [(got, expected)]:
            assert np.shape(g) == e.shape, f"{op.name} with arguments {chosen} stacked has another shape than in a loop"
            agree(g, e, f"{op.name} with arguments {chosen} stacked", 1e-12)


@named(SMOOTH)
def test_gradients_of_many_cotangents_agree_with_one_at_a_time(op: Op, number: int) -> None:
    run, rng = drawn(op, number), np.random.default_rng(5)
    stack = [[random_like(y, rng) for y in run.outputs(run.args)] for _ in range(3)]
    expected = [run.gradients(run.args, gs) for gs in stack]
    for create in (False, True):
        xs = run.tensors(run.args, leaves=True)
        pairs = [(y, make(np.stack(column))) for y, column in zip(run.call(xs), zip(*stack)) if y.requires_grad]
        ys, gs = [y for y, _ in pairs], [g for _, g in pairs]
        found = backprop.grad(ys, [xs[i] for i in run.free], gs, create_graph=create, allow_unused=True, is_grads_batched=True)
        for k, (i, g) in enumerate(zip(run.free, found)):
            e = np.stack([row[k] for row in expected])
            assert g is None or g.shape == e.shape, f"gradients of {op.name} in argument {i} for stacked cotangents have another shape"
            agree(0 * e if g is None else g._data, e, f"gradients of {op.name} in argument {i} for stacked cotangents", 1e-11)


@named(SMOOTH)
def test_jacobian_agrees_with_one_row_at_a_time(op: Op, number: int) -> None:
    run = drawn(op, number)
    xs = run.tensors(run.args, leaves=True)
    y, leaves = next((y for y in run.call(xs) if y.requires_grad), None), [xs[i] for i in run.free]
    for k in range(0 if y is None else y._data.size):
        unit = make(np.eye(y._data.size, dtype=y._data.dtype)[k].reshape(y._data.shape))
        expected = backprop.grad(y, leaves, unit, retain_graph=True, allow_unused=True)
        for found, e in zip(rows.jacobian(y, leaves, False), expected):
            row = None if found is None else found._data[np.unravel_index(k, y._data.shape)]
            agree(0.0 if row is None else row, 0.0 if e is None else e._data, f"row {k} of the Jacobian of {op.name}", 1e-11)


@named(SMOOTH)
def test_complex_step_agrees_with_differences(op: Op, number: int) -> None:
    run, h = drawn(op, number), 1e-30
    if any(np.iscomplexobj(a) for a in [*run.args, *run.outputs(run.args)]) or op.random:
        return  # complex steps are for real functions of given numbers
    ts = {i: random_like(run.args[i], np.random.default_rng(4)) for i in run.free}
    try:
        stepped = run.outputs([a + 1j * h * ts[i] if i in ts else a for i, a in enumerate(run.args)], op.complex_kernel)
    except TypeError as refusal:
        if "has no complex step" in str(refusal):
            return  # said in so many words, so that nobody takes a wrong derivative for one
        raise
    along = lambda k: run.outputs([a + k * STEP * ts[i] if i in ts else a for i, a in enumerate(run.args)])
    expected = [(8 * (p - q) - (r - s)) / (12 * STEP) for p, q, r, s in zip(along(1), along(-1), along(2), along(-2))]
    for z, d, y in zip(stepped, expected, run.outputs(run.args)):
        agree(np.real(z), y, f"value of the complex-safe kernel of {op.name}", 1e-12)
        agree(np.imag(z) / h, d, f"complex step through {op.name}")


@named(SMOOTH)
def test_single_precision_stays_single(op: Op, number: int) -> None:
    run = drawn(op, number)
    if "dtype" in run.params:
        return  # asked for another type
    single = {"f": np.float32, "c": np.complex64}
    args = [frozen(a.astype(single[a.dtype.kind])) if isinstance(a, np.ndarray) and a.dtype.kind in "fc" else a for a in run.args]
    ys = run.call(run.tensors(args, leaves=True))
    assert {y._data.dtype.itemsize // (1 + (y._data.dtype.kind == "c")) for y in ys} <= {4}, f"{op.name} of float32 is {ys[0].dtype}"
    gs = [np.ones(y.shape, y._data.dtype) for y in ys]
    for i, g in zip(run.free, run.gradients(args, gs)):
        assert g.dtype == args[i].dtype, f"gradient of {op.name} in argument {i} is {g.dtype} for {args[i].dtype}"


@pytest.mark.parametrize("op", registry().values(), ids=list(registry()))
def test_every_operation_has_samples(op: Op) -> None:
    assert op.samples, f"{op.name} is sampled nowhere"


@pytest.mark.parametrize("op", [op for op in registry().values() if op.differentiable], ids=lambda op: op.name)
def test_rules_keep_only_what_they_use(op: Op) -> None:
    for rule in [op.whole] if op.whole else filter(None, op.rules):
        by_slope = "slope" in rule.fn.__code__.co_freevars  # (y, *arguments) instead of (g, y, *arguments)
        fn = rule.fn.__closure__[0].cell_contents if by_slope else rule.fn
        names = fn.__code__.co_varnames[1 if by_slope else 2 : fn.__code__.co_argcount]
        used = {i.argval for i in dis.get_instructions(fn) if i.opname.startswith("LOAD") or i.opname == "MAKE_CELL"}
        wasted = [name for name, code in zip(names, rule.arguments) if code == VALUE and name not in used]
        assert not wasted, f"a rule of {op.name} keeps {', '.join(wasted)} for backward and does not use it; name it _{wasted[0]}"


REPLACED = [(op, fn) for op in registry().values() for fn in op.replaces]


@pytest.mark.parametrize(("op", "fn"), REPLACED, ids=[f"{fn.__name__}-{op.name}" for op, fn in REPLACED])
def test_numpy_function_on_tensors_equals_it_on_arrays(op: Op, fn: Any) -> None:
    for number, items in enumerate(op.samples):
        run = drawn(op, number)
        if isinstance(items[-1], dict) or any(np.iscomplexobj(a) for a in run.args):
            continue
        got = fn(*[make(a) if isinstance(a, np.ndarray) else a for a in run.args])
        np.testing.assert_allclose(got._data, fn(*run.args), rtol=1e-14, err_msg=f"numpy's {fn.__name__}, answered by {op.name}")


def test_every_numpy_function_is_answered_once() -> None:
    fns = [fn for _, fn in REPLACED]
    assert len(set(fns)) == len(fns)
