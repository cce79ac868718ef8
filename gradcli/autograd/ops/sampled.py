"""Random numbers in the graph: the parameters they were drawn with get zeros for gradients, as in torch."""

from __future__ import annotations

from typing import Any

import numpy as np

from gradcli.autograd.op import Op
from gradcli.autograd.ops.write import zero
from gradcli.sample import normal

ONE, BOTH = [(normal(3), normal(3))], [(normal(3), normal(3), normal(3)), (normal(2, 3), normal(3), normal(2, 3))]


def values_of(_parameter: Any, values: Any) -> Any:
    """The values, whatever they were drawn with."""
    return np.array(values)


def values_of_both(_mean: Any, _std: Any, values: Any) -> Any:
    """The same for two parameters."""
    return np.array(values)


bernoulli = Op("bernoulli", values_of, ONE, family="random")
poisson = Op("poisson", values_of, ONE, family="random")
normal_by_mean = Op("normal_by_mean", values_of, ONE, grad_fn="NormalBackward1", family="random")
normal_by_std = Op("normal_by_std", values_of, ONE, grad_fn="NormalBackward2", family="random")
normal_by_both = Op("normal_by_both", values_of_both, BOTH, grad_fn="NormalBackward3", family="random")
FILLS = {
    "uniform_": "UniformBackward0", "normal_": "NormalBackward0", "bernoulli_": "BernoulliBackward2", "random_": "RandomBackward2",
    "exponential_": "ExponentialBackward0", "log_normal_": "LogNormalBackward0", "cauchy_": "CauchyBackward0",
    "geometric_": "GeometricBackward0",
}  # fmt: skip
filled = [Op(f"filled_by_{name}", values_of, ONE, grad_fn=grad_fn, family="random") for name, grad_fn in FILLS.items()]
for _op in (bernoulli, poisson, normal_by_mean, normal_by_std, *filled):
    _op.vjp(lambda _g, _y, x, _values: zero(x), None).jvp(lambda _ts, y, _x, _values: zero(y))
normal_by_both.vjp(lambda _g, _y, mean, _std, _v: zero(mean), lambda _g, _y, _mean, std, _v: zero(std), None)
normal_by_both.jvp(lambda _ts, y, _mean, _std, _values: zero(y))
