"""Invertible functions of samples, with the logarithm of their Jacobian's determinant."""

from __future__ import annotations

import math
from typing import Any

from gradcli.autograd import dtype as dtypes
from gradcli.autograd.tensor import Tensor
from gradcli.distributions import constraints
from gradcli.distributions.transform import ComposeTransform as ComposeTransform
from gradcli.distributions.transform import IndependentTransform as IndependentTransform
from gradcli.distributions.transform import Plain, widened
from gradcli.distributions.transform import Transform as Transform
from gradcli.distributions.transform import identity_transform as identity_transform
from gradcli.distributions.utils import broadcast_all
from gradcli.nn import engine as T
from gradcli.nn import functional as F


class ExpTransform(Plain):
    """y = exp(x)."""

    codomain = constraints.positive
    bijective = True

    def _call(self, x: Any) -> Any:
        return x.exp()

    def _inverse(self, y: Any) -> Any:
        return y.log()

    def log_abs_det_jacobian(self, x: Any, y: Any) -> Any:
        return x


class PowerTransform(Transform):
    """y = x^exponent."""

    domain = codomain = constraints.positive
    bijective = True

    def __init__(self, exponent: Any, cache_size: int = 0) -> None:
        super().__init__(cache_size)
        (self.exponent,) = broadcast_all(exponent)
        self.sign = self.exponent.sign()

    def _call(self, x: Any) -> Any:
        return x.pow(self.exponent)

    def _inverse(self, y: Any) -> Any:
        return y.pow(1 / self.exponent)

    def log_abs_det_jacobian(self, x: Any, y: Any) -> Any:
        return (self.exponent * y / x).abs().log()

    def forward_shape(self, shape: Any) -> Any:
        return T.broadcast_shapes(shape, self.exponent.shape)

    inverse_shape = forward_shape


class SigmoidTransform(Plain):
    """y = sigmoid(x), kept inside of (0, 1)."""

    codomain = constraints.unit_interval
    bijective = True

    def _call(self, x: Any) -> Any:
        return inside(x.sigmoid())

    def _inverse(self, y: Any) -> Any:
        y = inside(y)
        return y.log() - (-y).log1p()

    def log_abs_det_jacobian(self, x: Any, y: Any) -> Any:
        return -F.softplus(-x) - F.softplus(x)


def inside(y: Any) -> Any:
    """Numbers kept from 0 and 1, as near as their type allows."""
    info = dtypes.finfo(y.dtype)
    return y.clamp(min=info.tiny, max=1.0 - info.eps)


class SoftplusTransform(Plain):
    """y = log(1 + exp(x))."""

    codomain = constraints.positive
    bijective = True

    def _call(self, x: Any) -> Any:
        return F.softplus(x)

    def _inverse(self, y: Any) -> Any:
        return (-y).expm1().neg().log() + y

    def log_abs_det_jacobian(self, x: Any, y: Any) -> Any:
        return -F.softplus(-x)


class TanhTransform(Plain):
    """y = tanh(x)."""

    codomain = constraints.interval(-1.0, 1.0)
    bijective = True

    def _call(self, x: Any) -> Any:
        return x.tanh()

    def _inverse(self, y: Any) -> Any:
        return y.atanh()

    def log_abs_det_jacobian(self, x: Any, y: Any) -> Any:
        return 2.0 * (math.log(2.0) - x - F.softplus(-2.0 * x))


class AbsTransform(Plain):
    """y = |x|; of its two inverses the positive one."""

    codomain = constraints.positive

    def _call(self, x: Any) -> Any:
        return x.abs()

    def _inverse(self, y: Any) -> Any:
        return y


class SoftmaxTransform(Plain):
    """y = softmax(x) along the last dimension."""

    domain, codomain = constraints.real_vector, constraints.simplex

    def _call(self, x: Any) -> Any:
        shares = (x - x.max(-1, True)[0]).exp()
        return shares / shares.sum(-1, True)

    def _inverse(self, y: Any) -> Any:
        return y.log()


class AffineTransform(Transform):
    """y = loc + scale * x, numbers or tensors."""

    bijective = True

    def __init__(self, loc: Any, scale: Any, event_dim: int = 0, cache_size: int = 0) -> None:
        super().__init__(cache_size)
        self.loc, self.scale, self.event_dim = loc, scale, event_dim
        self.domain = self.codomain = widened(constraints.real, event_dim)
        self.sign = scale.sign() if isinstance(scale, Tensor) else (scale > 0) - (scale < 0)

    def _call(self, x: Any) -> Any:
        return self.loc + self.scale * x

    def _inverse(self, y: Any) -> Any:
        return (y - self.loc) / self.scale

    def log_abs_det_jacobian(self, x: Any, y: Any) -> Any:
        own = self.scale.abs().log() if isinstance(self.scale, Tensor) else T.full_like(x, math.log(abs(self.scale)))
        if not self.event_dim:
            return own.expand(x.shape)
        return own.reshape(*own.shape[: -self.event_dim], -1).sum(-1).expand(x.shape[: -self.event_dim])

    def forward_shape(self, shape: Any) -> Any:
        return T.broadcast_shapes(shape, *(t.shape for t in (self.loc, self.scale) if isinstance(t, Tensor)))

    inverse_shape = forward_shape

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, AffineTransform):
            return False
        same = (T.as_tensor(self.loc == other.loc), T.as_tensor(self.scale == other.scale))
        return all(bool(each.all()) for each in same)

    __hash__ = object.__hash__
