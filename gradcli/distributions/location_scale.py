"""What families that are symmetric around a location share."""

from __future__ import annotations

from typing import Any

from gradcli.distributions import constraints
from gradcli.distributions.distribution import Distribution
from gradcli.distributions.utils import broadcast_all, shape_of


class LocationScale(Distribution):
    """Symmetric around `loc`, as wide as `scale` says; both are tensors or numbers."""

    arg_constraints = constraints.each(loc=constraints.real, scale=constraints.positive)
    support = constraints.real
    has_rsample = True

    def __init__(self, loc: Any, scale: Any, validate_args: bool | None = None) -> None:
        self.loc, self.scale = broadcast_all(loc, scale)
        super().__init__(shape_of((loc, scale), self.loc), validate_args=validate_args)

    @property
    def mean(self) -> Any:
        return self.loc

    @property
    def mode(self) -> Any:
        return self.loc
