"""The geometric distribution."""

from __future__ import annotations

from typing import Any

from gradcli.autograd import dtype as dtypes
from gradcli.autograd.grad_mode import no_grad
from gradcli.distributions import constraints
from gradcli.distributions.bernoulli import OfChances
from gradcli.distributions.utils import broadcast_all
from gradcli.nn import engine as T
from gradcli.nn import functional as F


class Geometric(OfChances):
    """How many failures come before the first success of probability `probs`."""

    support = constraints.nonnegative_integer

    def __init__(self, probs: Any = None, logits: Any = None, validate_args: bool | None = None) -> None:
        super().__init__(probs, logits, validate_args)
        wrong = self.probs.detach()[self.probs <= 0] if self._validate_args and probs is not None else ()
        if len(wrong):
            what = f"parameter probs ({type(self.probs).__name__} of shape {tuple(self.probs.shape)}) of distribution {self!r}"
            raise ValueError(f"Expected {what} to be positive but found invalid values:\n{wrong}")

    @property
    def mean(self) -> Any:
        return 1.0 / self.probs - 1.0

    @property
    def mode(self) -> Any:
        return T.zeros_like(self.probs)

    @property
    def variance(self) -> Any:
        return (1.0 / self.probs - 1.0) / self.probs

    def sample(self, sample_shape: Any = ()) -> Any:
        shape = self._extended_shape(sample_shape)
        with no_grad():
            u = T.empty(shape, dtype=self.probs.dtype).uniform_(dtypes.finfo(self.probs.dtype).tiny, 1)
            return (u.log() / (-self.probs).log1p()).floor()

    def log_prob(self, value: Any) -> Any:
        self._validate_sample(value)
        value, probs = broadcast_all(value, self.probs)
        probs = T.where((probs == 1) & (value == 0), 0.0, probs)
        return value * (-probs).log1p() + self.probs.log()

    def entropy(self) -> Any:
        return F.binary_cross_entropy_with_logits(self.logits, self.probs, reduction="none") / self.probs
