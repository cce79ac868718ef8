"""conv1d, conv2d, conv3d, their transposes, unfold and fold, as nn.functional has them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gradcli.autograd.aside import asides
from gradcli.autograd.names import expose
from gradcli.autograd.op import op
from gradcli.autograd.ops import refuse
from gradcli.autograd.ops.conv import (
    FLAT,
    HOW,
    Shape,
    back_to_input,
    back_to_weight,
    convolution,
    convolution_to_input,
    how_of,
    many_inputs,
    over_positions,
)  # fmt: skip
from gradcli.autograd.tensor import Tensor
from gradcli.autograd.warned import warn
from gradcli.sample import normal

SHORT = {"Float": "float", "Double": "double", "Half": "c10::Half", "Long": "long long"}


def each_axis(value: Any, rank: int, name: str) -> Shape:
    """One number for all axes, or one per axis, as a tuple. Raises RuntimeError for any other count."""
    given = tuple(value) if isinstance(value, (tuple, list)) else (value,)
    if len(given) not in (1, rank):
        raise RuntimeError(
            f"expected {name} to be a single integer value or a list of {rank} values to match the convolution dimensions, "
            f"but got {name}={list(given)}"
        )
    return tuple(int(n) for n in (given * rank if len(given) == 1 else given))


def check_ranks(x: Shape, w: Shape, padding: Any) -> None:
    """RuntimeError, in torch's words, for a kernel of another rank than the input."""
    if len(w) < 3:
        raise RuntimeError("weight should have at least three dimensions")
    if len(w) != len(x) and (len(x) == 3 or isinstance(padding, str)):
        shape = f"{'' if isinstance(padding, str) else ' '}{list(w)}"
        raise RuntimeError(
            f"Expected {len(w)}-dimensional input for {len(w)}-dimensional weight{shape}, but got {len(x)}-dimensional input of size "
            f"{list(x)} instead"
        )
    if len(w) != len(x):
        raise RuntimeError(
            f"expected stride to be a single integer value or a list of {len(w) - 2} values to match the convolution dimensions, "
            f"but got stride={[1] * (len(x) - 2)}"
        )


def check_types(input: Any, weight: Any, bias: Any) -> None:
    """RuntimeError for tensors of different types."""
    if bias is not None and bias._data.dtype != input._data.dtype:
        kinds = [SHORT.get(kind, kind) for kind in (refuse.kind_name(t._data) for t in (input, bias))]
        raise RuntimeError(f"Input type ({kinds[0]}) and bias type ({kinds[1]}) should be the same")
    if weight._data.dtype != input._data.dtype:
        raise RuntimeError(f"expected scalar type {refuse.kind_name(input._data)} but found {refuse.kind_name(weight._data)}")


def check_numbers(stride: Shape, padding: Shape, dilation: Shape, groups: int) -> None:
    """RuntimeError for numbers no convolution can have."""
    if min(padding) < 0:
        raise RuntimeError("negative padding is not supported")
    if min(stride) <= 0:
        raise RuntimeError("non-positive stride is not supported")
    if groups <= 0:
        raise RuntimeError("non-positive groups is not supported")
    if min(dilation) <= 0:
        raise RuntimeError(f"dilation should be greater than zero, but got {list(dilation)}")


def check_channels(x: Shape, w: Shape, b: Any, groups: int, transposed: bool) -> None:
    """RuntimeError, in torch's words, for channels that do not fit."""
    if w[0] < groups:
        raise RuntimeError(
            f"Given groups={groups}, expected weight to be at least {groups} at dimension 0, but got weight of size {list(w)} instead"
        )
    if w[0] % groups:
        raise RuntimeError(
            f"Given groups={groups}, expected weight to be divisible by {groups} at dimension 0, but got weight of size [{list(w)}] instead"
        )
    expected = w[0] if transposed else w[1] * groups
    if x[1] != expected:
        kind = "transposed=1" if transposed else f"groups={groups}"
        raise RuntimeError(
            f"Given {kind}, weight of size {list(w)}, expected input{list(x)} to have {expected} channels, but got {x[1]} channels instead"
        )
    channels = w[1] * groups if transposed else w[0]
    if b is not None and b.shape != (channels,):
        raise RuntimeError(
            f"Given {'transposed=1, ' if transposed else ''}weight of size {list(w)}, expected bias to be 1-dimensional with {channels} elements, but got bias of size "
            f"{list(b.shape)} instead"
        )


def check_size(x: Shape, w: Shape, padding: Shape, dilation: Shape) -> None:
    """RuntimeError when the kernel is larger than the padded input."""
    room = [n + 2 * p for n, p in zip(x[2:], padding)]
    span = [d * (k - 1) + 1 for k, d in zip(w[2:], dilation)]
    if any(n < k for n, k in zip(room, span)):
        sizes = [f"({' x '.join(map(str, s))})" for s in (room, span)]
        raise RuntimeError(
            f"Calculated padded input size per channel: {sizes[0]}. Kernel size: {sizes[1]}. Kernel size can't be greater than actual input size"
        )


def batched(input: Tensor, rank: int, name: str) -> tuple[Tensor, bool]:
    """The input with a sample axis, and whether that was added. Raises RuntimeError for other ranks."""
    if input.ndim not in (rank + 1, rank + 2):
        raise RuntimeError(
            f"Expected {rank + 1}D (unbatched) or {rank + 2}D (batched) input to {name}, but got input of size: {list(input.shape)}"
        )
    return (input, False) if input.ndim == rank + 2 else (input.unsqueeze(0), True)


def resolved(x: Tensor, padding: Any, size: Shape, stride: Shape, dilation: Shape) -> tuple[Tensor, Shape]:
    """The padding as numbers; for "same" with an odd total the input gets the odd zero on its right first."""
    rank = len(size)
    if not isinstance(padding, str):
        return x, each_axis(padding, rank, "padding")
    if padding not in ("same", "valid"):
        raise RuntimeError(f"Invalid padding string: '{padding}'")
    if padding == "valid":
        return x, (0,) * rank
    if any(s != 1 for s in stride):
        raise RuntimeError("padding='same' is not supported for strided convolutions")
    totals = [d * (k - 1) for k, d in zip(size, dilation)]
    if any(total % 2 for total in totals):
        warn("Using padding='same' with even kernel lengths and odd dilation may require a zero-padded copy of the input be created")
        from gradcli.autograd.ops.pad import padded

        x = padded(x, [n for total in reversed(totals) for n in (0, total % 2)])
    return x, tuple(total // 2 for total in totals)


def forward(rank: int) -> Any:
    """The public convolution over `rank` axes."""

    def face(
        input: Tensor, weight: Tensor, bias: Tensor | None = None, stride: Any = 1, padding: Any = 0, dilation: Any = 1, groups: int = 1
    ) -> Any:
        refuse.tensor(input, f"conv{rank}d")
        x, added = batched(input, rank, f"conv{rank}d")
        check_ranks(x._data.shape, weight._data.shape, padding)
        strides, dilations = each_axis(stride, rank, "stride"), each_axis(dilation, rank, "dilation")
        x, pads = resolved(x, padding, weight._data.shape[2:], strides, dilations)
        check_types(x, weight, bias)
        check_numbers(strides, pads, dilations, groups)
        check_channels(x._data.shape, weight._data.shape, bias, groups, False)
        check_size(x._data.shape, weight._data.shape, pads, dilations)
        y = convolution(x, weight, bias, *asides(1, weight), **how_of(strides, pads, dilations, groups))
        return y.squeeze(0) if added else y

    face.__doc__ = f"The cross-correlation of input (n, c, *{rank} axes) with weight (o, c / groups, *{rank} axes), plus bias."
    return face


# ---------------------------------------------------------------- transposed
@op(
    (normal(2, 3, 4), normal(3, 2, 2), normal(2), {"shape": (5,), **HOW}),
    (normal(1, 2, 2, 2), normal(2, 1, 3, 2), None, {"shape": (4, 4), **FLAT}),
    (normal(1, 1, 2), normal(1, 2, 2), None, {"shape": (5,), "stride": (1,), "padding": (0,), "dilation": (2,), "groups": 1}),
    family="linalg",
    grad_fn="ConvolutionBackward0",
    ordered=True,
)
def convolution_transpose(x: Any, w: Any, b: Any, *, shape: Shape, stride: Shape, padding: Shape, dilation: Shape, groups: int) -> Any:
    """The transpose of a convolution, plus b.   x: (n, o, *s), w: (o, c / groups, *size) -> (n, c, *shape)."""
    y = convolution_to_input.kernel(x, w, shape=shape, **how_of(stride, padding, dilation, groups))
    return y if b is None else y + b.reshape(-1, *(1,) * len(shape))


convolution_transpose.vjp(
    lambda g, _y, x_shape, w, _b, **how: back_to_input(g, None, x_shape, w, **how),
    lambda g, _y, x, w_shape, _b, **how: back_to_weight(g, None, x, w_shape, **how),
    lambda g, _y, _x, _w, _b: over_positions(g),
).batch(many_inputs)


@convolution_transpose.jvp
def _tangent(ts: Sequence[Any], y: Any, x: Any, w: Any, _b: Any, **how: Any) -> Any:
    parts = [] if ts[0] is None else [convolution_to_input(ts[0], w, **how)]
    parts += [] if ts[1] is None else [convolution_to_input(x, ts[1], **how)]
    parts += [] if ts[2] is None else [y * 0 + ts[2].reshape(-1, *(1,) * (y.ndim - 2))]
    return sum(parts[1:], parts[0])


def backward_size(size: Shape, kernel: Shape, how: dict[str, Any], extra: Shape) -> Shape:
    """The size a transposed convolution makes: what a convolution would have shrunk to `size`, plus the output padding."""
    steps = zip(size, kernel, how["stride"], how["padding"], how["dilation"], extra)
    return tuple((n - 1) * s - 2 * p + d * (k - 1) + e + 1 for n, k, s, p, d, e in steps)


def transposed(rank: int) -> Any:
    """The public transposed convolution over `rank` axes."""

    def face(
        input: Tensor,
        weight: Tensor,
        bias: Tensor | None = None,
        stride: Any = 1,
        padding: Any = 0,
        output_padding: Any = 0,
        groups: int = 1,
        dilation: Any = 1,
    ) -> Any:
        x, added = batched(input, rank, f"conv_transpose{rank}d")
        check_ranks(x._data.shape, weight._data.shape, padding)
        strides, pads, dilations = (each_axis(v, rank, n) for v, n in ((stride, "stride"), (padding, "padding"), (dilation, "dilation")))
        how = how_of(strides, pads, dilations, groups)
        extra = each_axis(output_padding, rank, "output_padding")
        check_types(x, weight, bias)
        check_numbers(strides, pads, dilations, groups)
        check_channels(x._data.shape, weight._data.shape, bias, groups, True)
        check_extra(extra, how)
        shape = backward_size(x._data.shape[2:], weight._data.shape[2:], how, extra)
        check_made(x._data.shape[2:], shape)
        y = convolution_transpose(x, weight, bias, shape=shape, **how)
        return y.squeeze(0) if added else y

    face.__doc__ = f"The transpose of conv{rank}d (its gradient in the input) as a layer; output_padding is added to the size."
    return face


def check_extra(extra: Shape, how: dict[str, Any]) -> None:
    """RuntimeError for an output padding that no convolution would have dropped."""
    if min(extra) < 0:
        raise RuntimeError("negative output_padding is not supported")
    if any(e >= max(s, d) for e, s, d in zip(extra, how["stride"], how["dilation"])):
        told = {"output_padding": flat(extra, 0), "stride": flat(how["stride"]), "dilation": flat(how["dilation"])}
        axes = ("depth", "height", "width")[-max(len(extra), 2) :]
        detail = " ".join(f"{name}_{axis}: {n}" for name, numbers in told.items() for axis, n in zip(axes, numbers))
        raise RuntimeError(f"output padding must be smaller than either stride or dilation, but got {detail}")


def check_made(size: Shape, shape: Shape) -> None:
    """RuntimeError when nothing is left of a transposed convolution."""
    if min(shape) < 1:
        given, made = (" x ".join(map(str, flat(numbers))) for numbers in (size, shape))
        raise RuntimeError(f"Given input size per channel: ({given}). Calculated output size per channel: ({made}). Output size is too small")


def flat(numbers: Shape, other: int = 1) -> Shape:
    """Numbers per axis, of an image where there is one axis: torch's messages have a height for those, too."""
    return (other, *numbers) if len(numbers) == 1 else numbers


for _rank in (1, 2, 3):
    for _name, _face in ((f"conv{_rank}d", forward(_rank)), (f"conv_transpose{_rank}d", transposed(_rank))):
        _face.__name__ = _face.__qualname__ = _name
        expose("torch functional", _name, _face)
