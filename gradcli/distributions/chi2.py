"""The chi-squared distribution."""

from __future__ import annotations

from typing import Any

from gradcli.distributions import constraints
from gradcli.distributions.gamma import Gamma


class Chi2(Gamma):
    """The sum of the squares of `df` standard normal numbers."""

    arg_constraints = constraints.each(df=constraints.positive)

    def __init__(self, df: Any, validate_args: bool | None = None) -> None:
        super().__init__(0.5 * df, 0.5, validate_args)

    @property
    def df(self) -> Any:
        return self.concentration * 2

    def expand(self, batch_shape: Any) -> Any:
        new = super().expand(batch_shape)
        new.concentration, new.rate = self.concentration.expand(batch_shape), self.rate.expand(batch_shape)
        return new
