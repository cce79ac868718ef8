"""Dropout: elements or whole channels set to 0 at random in training, the others scaled up."""

from __future__ import annotations

from typing import Any

import numpy as np

from gradcli.autograd.batch import aligned
from gradcli.autograd.draws import chances, drawn, drawn_like
from gradcli.autograd.names import expose, public
from gradcli.autograd.op import op
from gradcli.autograd.ops import refuse
from gradcli.autograd.rule import conj
from gradcli.autograd.tensor import Tensor
from gradcli.autograd.view import assign, inplace
from gradcli.autograd.warned import warn
from gradcli.sample import normal, positive

ALPHA = 1.7580993408473766  # minus the limit of selu towards -inf: what alpha dropout puts in place of dropped elements


@op((normal(2, 3), positive(2, 3)), (normal(2, 3), positive(2, 1)), family="other", grad_fn="MulBackward0", name="dropout")
def scaled(x: Any, noise: Any) -> Any:
    """x times noise that was drawn before: 0 where dropped, 1 / (1 - p) elsewhere."""
    return x * noise


scaled.vjp(lambda g, _y, _x, noise: g * conj(noise), lambda g, _y, x, _noise: g * conj(x)).linear().batch(aligned)


def check(p: float) -> None:
    """ValueError for a p that is no probability."""
    if p < 0.0 or p > 1.0:
        raise ValueError(f"dropout probability has to be between 0 and 1, but got {p}")


def kept(input: Tensor, shape: tuple[int, ...], p: float, name: str) -> Tensor:
    """Random ones (kept, with probability 1 - p) and zeros of `shape`, in the input's type; nothing is drawn where all are zeros."""
    draw = chances(1 - p) if p < 1 else lambda _stream, shape, kind: np.zeros(shape, kind)
    if shape == input._data.shape:
        return drawn_like(draw, input, {}, name)
    return drawn(draw, shape, {"dtype": input.dtype}, name)


def dropped(input: Tensor, shape: tuple[int, ...], p: float, name: str) -> Any:
    """input times noise of `shape`, which broadcasts."""
    noise = kept(input, shape, p, name)
    if p < 1:
        noise = noise / (1 - p)
    return scaled(input, noise)


def per_channel(input: Tensor, channel_axis: int) -> tuple[int, ...]:
    """The shape of noise that treats each channel as one."""
    return tuple(n if i <= channel_axis else 1 for i, n in enumerate(input._data.shape))


def tell_rank(ndim: int, axes: int) -> None:
    """Warns, in torch's words, of an input that dropout of channels of so many axes is not meant for."""
    name = f"dropout{axes}d"
    if ndim not in (axes + 1, axes + 2):
        warn(
            f"{name}: Received a {ndim}-D input to {name}, which is deprecated and will result in an error in a future release. To retain "
            f"the behavior and silence this warning, please use dropout instead. Note that {name} exists to provide channel-wise dropout "
            f"on inputs with {axes} spatial dimensions, a channel dimension, and an optional batch dimension (i.e. {axes + 1}D or "
            f"{axes + 2}D inputs).",
        )
    elif axes == 2 and ndim == 3:
        warn(
            "dropout2d: Received a 3D input to dropout2d and assuming that channel-wise 1D dropout behavior is desired - input is "
            "interpreted as shape (N, C, L), where C is the channel dim. This behavior will change in a future release to interpret the "
            "input as one without a batch dimension, i.e. shape (C, H, W). To maintain the 1D channel-wise dropout behavior, please "
            "switch to using dropout1d instead.",
        )


def run(input: Tensor, p: float, training: bool, inplace: bool, draw: Any) -> Any:
    """The layer: the input itself when there is nothing to drop, else `draw` (input) -> result."""
    check(p)
    if not training or p == 0:
        return input
    if p < 1 and input._data.dtype.kind not in "fc":
        raise RuntimeError(f"result type Float can't be cast to the desired output type {refuse.kind_name(input._data)}")
    return assign(input, draw, (), {}) if inplace else draw(input)


# fmt: off
@public("functional")
def dropout(input: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False) -> Any:
    """Each element 0 with probability p, else scaled by 1 / (1 - p)."""
    return run(input, p, training, inplace, lambda x: dropped(x, x._data.shape, p, "dropout"))


@public("functional")
def dropout1d(input: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False) -> Any:
    """Each channel of (n, c, l) or (c, l) 0 with probability p, else scaled by 1 / (1 - p)."""
    if input.ndim not in (2, 3):
        raise RuntimeError(f"dropout1d: Expected 2D or 3D input, but received a {input.ndim}D input. Note that dropout1d exists to provide channel-wise dropout on inputs with 1 spatial dimension, a channel dimension, and an optional batch dimension (i.e. 2D or 3D inputs).")
    return run(input, p, training, inplace, lambda x: dropped(x, per_channel(x, x.ndim - 2), p, "dropout1d"))


@public("functional")
def dropout2d(input: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False) -> Any:
    """Each channel of (n, c, h, w), and with a warning of (n, c, l), 0 with probability p, else scaled by 1 / (1 - p)."""
    tell_rank(input.ndim, 2)
    return feature_dropout(input, p, training, inplace)


def feature_dropout(input: Tensor, p: float, training: bool, inplace: bool = False) -> Any:
    """Each channel of (n, c, ...) 0 with probability p, else scaled by 1 / (1 - p)."""
    if input.ndim < 2:
        raise RuntimeError("Feature dropout requires at least 2 dimensions in the input")
    return run(input, p, training, inplace, lambda x: dropped(x, per_channel(x, 1), p, "dropout2d"))


@public("functional")
def dropout3d(input: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False) -> Any:
    """Each channel of (n, c, d, h, w) or (c, d, h, w) 0 with probability p, else scaled by 1 / (1 - p)."""
    tell_rank(input.ndim, 3)
    return run(input, p, training, inplace, lambda x: dropped(x, per_channel(x, 1 if x.ndim == 5 else 0), p, "dropout3d"))


@public("functional")
def alpha_dropout(input: Tensor, p: float = 0.5, training: bool = False, inplace: bool = False) -> Any:
    """Dropout that keeps mean 0 and variance 1 of selu activations."""
    return run(input, p, training, inplace, lambda x: alpha_dropped(x, x._data.shape, p))


@public("functional")
def feature_alpha_dropout(input: Tensor, p: float = 0.5, training: bool = False, inplace: bool = False) -> Any:
    """alpha_dropout of whole channels."""
    return run(input, p, training, inplace, lambda x: alpha_dropped(x, per_channel(x, 1), p))
# fmt: on


def alpha_dropped(x: Tensor, shape: tuple[int, ...], p: float) -> Any:
    """a * (x kept, -ALPHA where dropped) + b, with a and b such that mean 0 and variance 1 are kept."""
    if p == 1:
        return scaled(x, kept(x, shape, 1, "alpha_dropout"))
    keep = kept(x, shape, p, "alpha_dropout")
    a = ((ALPHA**2 * p + 1) * (1 - p)) ** -0.5
    shift = (keep - 1) * (ALPHA * a) + ALPHA * a * p
    return scaled(x, keep * a) + shift


def bare(layer: Any) -> Any:
    """torch.dropout and its like: p and train without defaults."""

    def face(input: Tensor, p: float, train: bool) -> Any:
        return layer(input, p, train)

    face.__doc__ = layer.__doc__
    return face


BARE = {"dropout": dropout, "alpha_dropout": alpha_dropout, "feature_dropout": feature_dropout, "feature_alpha_dropout": feature_alpha_dropout}
for _name, _layer in BARE.items():
    expose("torch", _name, bare(_layer))
    expose("torch", _name + "_", inplace(bare(_layer), _name + "_"))
