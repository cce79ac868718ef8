"""The activation layers of nn.functional, with `inplace`, and the activations of several inputs: prelu, glu, rrelu."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import numpy as np

from gradcli.autograd.batch import aligned
from gradcli.autograd.draws import Draw, drawn
from gradcli.autograd.names import expose, public
from gradcli.autograd.op import op
from gradcli.autograd.ops import activation as acts
from gradcli.autograd.ops import refuse
from gradcli.autograd.ops.choose import where
from gradcli.autograd.ops.elementwise import tanh
from gradcli.autograd.ops.gate import along
from gradcli.autograd.quick import dressed, unary
from gradcli.autograd.tensor import Tensor, make
from gradcli.autograd.view import assign, inplace, numbered_in_place
from gradcli.sample import nonzero, normal

Layer = Callable[..., Any]


def numbered(fn: Layer) -> Layer:
    """`fn` whose node has the number of an in-place form."""

    @functools.wraps(fn)
    def there(*args: Any, **named: Any) -> Any:
        y = fn(*args, **named)
        y._edge = numbered_in_place(y._edge)
        return y

    return there


def layer(spaces: str = "functional", underscore: str = "", complexes: bool = False, twice: bool = False) -> Callable[[Layer], Layer]:
    """Publish a layer whose last parameter in torch is `inplace`, and where torch has it `name_`, in the spaces of `underscore`.

    twice: the in-place form has a node of its own (EluBackward1).
    """

    def publish(fn: Layer) -> Layer:
        arity, there = fn.__code__.co_argcount, numbered(fn) if twice else fn

        @functools.wraps(fn)
        def face(*args: Any, inplace: bool = False, **named: Any) -> Any:
            if len(args) == 1 and not inplace and not named and isinstance(args[0], Tensor) and args[0]._data.dtype.kind == "f":
                return fn(args[0])
            given = (*args, named.pop("input")) if "input" in named else args
            refuse.tensor(given[0] if given else None, fn.__name__)
            if not complexes:
                refuse.complex_numbers(given[0], fn.__name__ + "_cpu")
            inplace = given[arity] if len(given) > arity else inplace
            return assign(given[0], there, given[1:arity], named) if inplace else fn(*given[:arity], **named)

        for space in spaces.split():
            expose(space, fn.__name__, fn if space == "Tensor" else face)
        for space in underscore.split():
            expose(space, fn.__name__ + "_", inplace(there, fn.__name__ + "_"))
        return face

    return publish


quick_relu = unary(acts.relu)


# fmt: off
@layer("functional", "torch Tensor functional", complexes=True)
def relu(input: Tensor) -> Any:
    """max(input, 0); the gradient at 0 is 0."""
    return quick_relu(input)


expose("torch Tensor", "relu", dressed(quick_relu, relu))  # without `inplace`, so that nothing stands before it


@layer()
def relu6(input: Tensor) -> Any:
    """input within [0, 6]."""
    return acts.hardtanh(input, low=0, high=6)


@layer("functional", "functional")
def hardtanh(input: Tensor, min_val: float = -1.0, max_val: float = 1.0) -> Any:
    """input within [min_val, max_val]; the gradient at the bounds is 0."""
    if min_val > max_val:
        raise ValueError("min_val cannot be greater than max_val")
    return acts.hardtanh(input, low=min_val, high=max_val)


@layer("functional", "functional", twice=True)
def leaky_relu(input: Tensor, negative_slope: float = 0.01) -> Any:
    """input where positive, elsewhere negative_slope * input."""
    return acts.leaky_relu(input, slope=negative_slope)


@layer("functional", "functional", twice=True)
def elu(input: Tensor, alpha: float = 1.0) -> Any:
    """input where positive, elsewhere alpha * (exp(input) - 1)."""
    return acts.elu(input, alpha=number(alpha, "elu", "alpha"), scale=1.0, inner=1.0)


@layer("torch functional", "torch functional", twice=True)
def selu(input: Tensor) -> Any:
    """elu with the constants that keep mean 0 and variance 1 (Klambauer et al., 2017)."""
    return acts.elu(input, alpha=1.6732632423543772, scale=1.0507009873554805, inner=1.0)


@layer("torch functional", "torch functional", twice=True)
def celu(input: Tensor, alpha: float = 1.0) -> Any:
    """input where positive, elsewhere alpha * (exp(input / alpha) - 1)."""
    if alpha == 0:
        raise RuntimeError("ZeroDivisionError: alpha cannot be 0 for CELU")
    return acts.celu(input, alpha=alpha, scale=1.0, inner=1 / alpha)


@layer(complexes=True)
def silu(input: Tensor) -> Any:
    """input * sigmoid(input)."""
    return acts.silu(input)


@layer()
def mish(input: Tensor) -> Any:
    """input * tanh(softplus(input))."""
    return acts.mish(input)


@layer()
def hardsigmoid(input: Tensor) -> Any:
    """(input + 3) / 6 within [0, 1]."""
    return acts.hardsigmoid(input)


@layer()
def hardswish(input: Tensor) -> Any:
    """input * hardsigmoid(input)."""
    return acts.hardswish(input)


@layer("torch functional", "torch functional", twice=True)
def threshold(input: Tensor, threshold: float, value: float) -> Any:
    """input where it is above the threshold, elsewhere the value."""
    return acts.threshold(input, threshold=threshold, value=value)


@public("functional")
def gelu(input: Tensor, *, approximate: str = "none") -> Any:
    """input times the normal distribution function; "tanh" approximates it."""
    if approximate not in ("none", "tanh"):
        raise RuntimeError("approximate argument must be either none or tanh.")
    return acts.gelu(input, approximate=approximate)


@public("functional")
def softplus(input: Tensor, beta: float = 1.0, threshold: float = 20.0) -> Any:
    """log(1 + exp(beta * input)) / beta, and input itself where beta * input is above the threshold."""
    return acts.softplus(input, beta=beta, threshold=threshold)


@public("torch Tensor functional")
def hardshrink(input: Tensor, lambd: float = 0.5) -> Any:
    """input outside of [-lambd, lambd], 0 inside."""
    return acts.hardshrink(input, lambd=lambd)


@public("functional")
def softshrink(input: Tensor, lambd: float = 0.5) -> Any:
    """input moved towards 0 by lambd, at most to 0."""
    if lambd < 0:
        top, name = np.finfo(input._data.dtype).max, refuse.kind_name(input._data)
        raise RuntimeError(f"lambda must be in range [0, {top:g}] for input dtype {name}, but found {lambd:g}")
    return acts.softshrink(input, lambd=lambd)


@public("functional")
def softsign(input: Tensor) -> Any:
    """input / (1 + |input|)."""
    return input / (input.abs() + 1)


@public("functional")
def tanhshrink(input: Tensor) -> Any:
    """input - tanh(input)."""
    return input - tanh(input)
# fmt: on


def number(value: Any, name: str, argument: str) -> Any:
    """A number. Raises TypeError for a tensor."""
    if isinstance(value, Tensor):
        raise TypeError(f"{name}(): argument '{argument}' (position 2) must be Number, not Tensor")
    return value


# ---------------------------------------------------------------- several inputs
@op((nonzero(2, 3), normal(1, 3)), (nonzero(4), normal(1)), family="activation", grad_fn="PreluKernelBackward0", name="prelu")
def prelu_op(x: Any, w: Any) -> Any:
    """x where positive, elsewhere w * x; w broadcasts."""
    return np.where(x.real > 0, x, x * w)


prelu_op.vjp(lambda g, _y, x, w: along(where(x > 0, g, g * w), x), lambda g, _y, x, _w: where(x > 0, 0.0, g * x)).batch(aligned)
prelu_op.jvp(
    lambda ts, _y, x, w: where(x > 0, x * 0 if ts[0] is None else ts[0], (0.0 if ts[0] is None else ts[0] * w) + (0.0 if ts[1] is None else ts[1] * x))
)


@public("torch Tensor functional")
def prelu(input: Tensor, weight: Tensor) -> Any:
    """input where positive, elsewhere weight * input; one weight, or one per channel (axis 1)."""
    if weight.ndim > 1:
        raise RuntimeError(f"prelu: Expected `weight` to be a scalar or 1D tensor, but got: ndim = {weight.ndim}")
    if weight._data.size != 1 and not input.ndim:
        raise RuntimeError("Not allow zero-dim input tensor.")
    channels = input._data.shape[1] if input.ndim > 1 else 1
    if weight._data.size not in (1, channels):
        raise RuntimeError(
            f"Mismatch of parameter numbers and input channel size. Found parameter numbers = {weight._data.size} and channel size = {channels}."
        )
    if weight._data.dtype != input._data.dtype:
        raise RuntimeError(f"prelu: Type promoting not supported. Got {refuse.kind_name(input._data)} and {refuse.kind_name(weight._data)}")
    return prelu_op(input, weight.view(tuple(-1 if i == min(1, input.ndim - 1) else 1 for i in range(input.ndim))))


@op((nonzero(2, 3), normal(2, 3)), family="activation", grad_fn="RreluWithNoiseBackward0", name="rrelu")
def rrelu_op(x: Any, slope: Any) -> Any:
    """x where positive, elsewhere slope * x; the slope is no input to differentiate."""
    refuse.floating(x, "leaky_relu_cpu")
    return np.where(x.real > 0, x, x * slope)


rrelu_op.vjp(lambda g, _y, x, slope: along(where(x > 0, g, g * slope), x), None).jvp(lambda ts, _y, x, slope: where(x > 0, ts[0], ts[0] * slope))
rrelu_op.batch(aligned)


@layer("torch functional", "torch functional", twice=True)
def rrelu(input: Tensor, lower: float = 1.0 / 8, upper: float = 1.0 / 3, training: bool = False) -> Any:
    """leaky_relu with slopes drawn from [lower, upper) in training, their mean otherwise."""
    if lower > upper:
        raise RuntimeError("Lower bound should be less than or equal to the upper bound")
    if not training:
        return rrelu_op(input, make(input._data.dtype.type((lower + upper) / 2)))
    slope = drawn(slopes(input._data <= 0, lower, upper), input._data.shape, {"dtype": input.dtype}, "rrelu")
    return rrelu_op(input, slope)


def slopes(negative: Any, lower: float, upper: float) -> Draw:
    """Numbers on [lower, upper) where the input is not positive; none is drawn elsewhere."""

    def draw(stream: Any, shape: Any, _kind: Any) -> Any:
        where, out = np.broadcast_to(negative, shape), np.ones(shape)
        out[where] = stream.unit(int(where.sum()), "d") * (upper - lower) + lower
        return out

    return draw
