"""Special functions, element by element: the gamma, error and Bessel families, sinc, entr, logit, zeta, ..."""


from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from gradcli.autograd.creation import into
from gradcli.autograd.names import SPACES, expose, public
from gradcli.autograd.op import Op
from gradcli.autograd.ops import _bessel, _errors, _gamma, refuse
from gradcli.autograd.ops.choose import where
from gradcli.autograd.ops.elementwise import NZ, OVER1, P, R, U, cos, elementwise, exp, lgamma_kernel, log, sin, unary
from gradcli.autograd.ops.kinked import sgn
from gradcli.autograd.renamed import renamed
from gradcli.autograd.tensor import Tensor
from gradcli.autograd.unfit import without_tensor
from gradcli.autograd.view import inplace
from gradcli.sample import fixed, positive, within

NEGATIVE = within(-1.8, -1.2, 3)  # between two poles of gamma
TAILS = fixed([-30.0, -3.0, 0.0, 3.0])
ROOT_PI = math.sqrt(math.pi)
ROOT_2PI = math.sqrt(2 * math.pi)


def in_type(kernel: Callable[..., Any]) -> Callable[..., Any]:
    """A double precision kernel whose result has the type of its (last) argument."""

    def single(*args: Any, **params: Any) -> Any:
        y = kernel(*args, **params)
        kind = next(a.dtype for a in args[::-1] if hasattr(a, "dtype"))
        return y if np.iscomplexobj(y) else y.astype(kind)[()]

    single.__doc__ = kernel.__doc__
    return single


def stepped(kernel: Callable[[Any], Any], slope: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """A real kernel at x + ih for tiny h: to first order, which is all a complex step sees."""
    return lambda x: kernel(x.real) + 1j * x.imag * slope(x.real)


def sinc_slope(x: Any) -> Any:
    """d sinc / dx; a series near 0, where the quotient cancels."""
    small = abs(x) < 1e-2
    z = where(small, 1.0, x) * math.pi
    t = where(small, x, 0.0) * math.pi
    series = t * (-1 / 3 + t * t * (1 / 30 + t * t * (-1 / 840 + t * t / 45360)))
    return where(small, series, (cos(z) * z - sin(z)) / (z * z)) * math.pi


def entr_kernel(x: Any) -> Any:
    """-x log x; 0 at 0, -inf for negative x."""
    ok = x.real > 0
    y = -x * np.log(np.where(ok, x, 1))
    return np.where(ok | np.isnan(x.real), y, np.where(x.real == 0, 0.0, -np.inf)).astype(y.dtype)[()]


def ndtri_slope(y: Any) -> Any:
    return ROOT_2PI * exp(y * y / 2)


def erfinv_slope(y: Any) -> Any:
    return exp(y * y) * (ROOT_PI / 2)


def log_ndtr_slope(x: Any) -> Any:
    """The normal density over its distribution function."""
    return math.sqrt(2 / math.pi) / erfcx(x * -math.sqrt(0.5))


def i1_slope(y: Any, x: Any) -> Any:
    at_0 = x == 0
    return where(at_0, 0.5, i0(x) - y / where(at_0, 1.0, x))


def i1e_slope(y: Any, x: Any) -> Any:
    at_0 = x == 0
    return where(at_0, 0.5, i0e(x) - y * (sgn(x) + 1 / where(at_0, 1.0, x)))


def grown(order: int) -> Callable[[Any], Any]:
    """I(x) from exp(-|x|) I(x)."""
    return lambda x: _bessel.modified(x, order) * np.exp(np.where(x.real < 0, -x, x))


BOTH, ALL = "torch Tensor special", "special"
GAMMA = {"family": "arithmetic", "where": BOTH}
ONLY = {"family": "arithmetic", "where": ALL}
# fmt: off
#                      name         kernel                                     slope (y, x)                                 sampled on
deg2rad   = unary("deg2rad",   lambda x: x * x.dtype.type(math.pi / 180), lambda _y, _x: math.pi / 180,                on=[R], grad_fn="Deg2RadBackward0", family="arithmetic", replaces=(np.deg2rad, np.radians))
rad2deg   = unary("rad2deg",   lambda x: x * x.dtype.type(180 / math.pi), lambda _y, _x: 180 / math.pi,                on=[R], grad_fn="Rad2DegBackward0", family="arithmetic", replaces=(np.rad2deg, np.degrees))
sinc      = unary("sinc",      np.sinc,                                   lambda _y, x: sinc_slope(x),                 on=[R, fixed([0.0, 0.004, 1.0])], replaces=(np.sinc,), **GAMMA)
lgamma    = unary("lgamma",    lgamma_kernel,                             lambda _y, x: digamma(x),                    on=[P, OVER1, NEGATIVE], family="arithmetic", safe=_gamma.log_gamma)
digamma: Op   = unary("digamma",   in_type(_gamma.digamma),                   lambda _y, x: polygamma(x, n=1),             on=[P, NEGATIVE], **GAMMA)
erfinv: Op    = unary("erfinv",    in_type(_errors.erfinv),                   lambda _y, x: erfinv_slope(erfinv(x)),       on=[U, fixed([0.9, -1e-3])], safe=stepped(_errors.erfinv, lambda x: ROOT_PI / 2 * np.exp(_errors.erfinv(x) ** 2)), **GAMMA)
erfcx     = unary("erfcx",     in_type(_errors.erfcx),                    lambda y, x: y * x * 2 - 2 / ROOT_PI,        on=[R, fixed([-2.0, 9.0, 12.0])], grad_fn="SpecialErfcxBackward0", safe=stepped(_errors.erfcx, lambda x: 2 * x * _errors.erfcx(x) - 2 / ROOT_PI), **ONLY)
ndtr      = unary("ndtr",      in_type(_errors.ndtr),                     lambda _y, x: exp(x * x * -0.5) / ROOT_2PI,  on=[R, TAILS], grad_fn="MulBackward1", safe=stepped(_errors.ndtr, lambda x: np.exp(-x * x / 2) / ROOT_2PI), **ONLY)
ndtri     = unary("ndtri",     in_type(_errors.ndtri),                    lambda y, _x: ndtri_slope(y),                on=[within(0.05, 0.95, 4)], grad_fn="SpecialNdtriBackward0", safe=stepped(_errors.ndtri, lambda p: ROOT_2PI * np.exp(_errors.ndtri(p) ** 2 / 2)), **ONLY)
log_ndtr  = unary("log_ndtr",  in_type(_errors.log_ndtr),                 lambda _y, x: log_ndtr_slope(x),             on=[R, TAILS], grad_fn="SpecialLogNdtrBackward0", safe=stepped(_errors.log_ndtr, lambda x: math.sqrt(2 / math.pi) / _errors.erfcx(-x / math.sqrt(2))), **ONLY)
entr      = unary("entr",      entr_kernel,                               lambda _y, x: -(log(x) + 1),                 on=[P], grad_fn="SpecialEntrBackward0", **ONLY)
i0        = unary("i0",        in_type(grown(0)),                         lambda _y, x: i1(x),                         on=[R, fixed([0.0, 6.0])], replaces=(np.i0,), **GAMMA)
i0e       = unary("i0e",       in_type(lambda x: _bessel.modified(x, 0)), lambda y, x: i1e(x) - sgn(x) * y,            on=[NZ, fixed([20.0, 60.0])], grad_fn="SpecialI0EBackward0", **ONLY)
i1: Op        = unary("i1",        in_type(grown(1)),                         lambda y, x: i1_slope(y, x),                 on=[NZ, fixed([-6.0, 6.0])], grad_fn="SpecialI1Backward0", **ONLY)
i1e: Op       = unary("i1e",       in_type(lambda x: _bessel.modified(x, 1)), lambda y, x: i1e_slope(y, x),                on=[NZ, fixed([20.0, 60.0])], grad_fn="SpecialI1EBackward0", **ONLY)
bessel_j0 = unary("bessel_j0", in_type(lambda x: _bessel.ordinary(x, 0)), lambda _y, x: -bessel_j1(x),                 on=[NZ, fixed([9.0, 50.0])], **ONLY)
bessel_j1: Op = unary("bessel_j1", in_type(lambda x: _bessel.ordinary(x, 1)), lambda y, x: bessel_j0(x) - y / x,           on=[NZ, fixed([9.0, 50.0])], **ONLY)
bessel_y0 = unary("bessel_y0", in_type(lambda x: _bessel.second(x, 0)), lambda _y, x: -bessel_y1(x),                   on=[P, fixed([9.0, 50.0])], **ONLY)
bessel_y1: Op = unary("bessel_y1", in_type(lambda x: _bessel.second(x, 1)), lambda y, x: bessel_y0(x) - y / x,             on=[P, fixed([9.0, 50.0])], **ONLY)

polygamma: Op = elementwise("polygamma", in_type(lambda x, *, n: _gamma.polygamma(x, n)), lambda _y, x, *, n: polygamma(x, n=n + 1), on=[(P, {"n": 1}), (positive(3), {"n": 3}), (NEGATIVE, {"n": 2})], family="arithmetic")
zeta: Op      = elementwise("zeta",      in_type(_gamma.zeta),      None, lambda _y, s, q: zeta(s + 1.0, q) * -s,                             on=[(OVER1, P)], family="arithmetic", grad_fn="SpecialZetaBackward0")
zeta_of   = elementwise("zeta_of",   in_type(_gamma.zeta),      None, lambda _y, s, q: zeta(s + 1.0, q) * -s,                             on=[(3.0, P)], family="arithmetic", grad_fn="SpecialZetaBackward1")
gammainc  = elementwise("gammainc",  in_type(_gamma.gammainc),  None, lambda _y, a, x: exp((a - 1) * log(x) - x - lgamma(a)),             on=[(fixed([0.5, 2.0, 5.0]), fixed([0.3, 4.0, 4.0]))], promote="same", family="arithmetic", grad_fn="IgammaBackward0")
gammaincc = elementwise("gammaincc", in_type(_gamma.gammaincc), None, lambda _y, a, x: -exp((a - 1) * log(x) - x - lgamma(a)),            on=[(fixed([0.5, 2.0, 5.0]), fixed([0.3, 4.0, 4.0]))], promote="same", family="arithmetic", grad_fn="IgammacBackward0")
# fmt: on


def logit_kernel(x: Any, *, eps: float | None = None) -> Any:
    """log(x / (1 - x)), x first brought into [eps, 1 - eps] if eps is given."""
    if eps is not None:
        x = np.where(x.real < eps, eps, np.where(x.real > 1 - eps, 1 - eps, x)).astype(x.dtype)
    return (np.log(x) - np.log1p(-x))[()]


def logit_slope(x: Any, eps: float | None) -> Any:
    """1 / (x (1 - x)): 0 outside of [eps, 1 - eps], NaN outside of [0, 1]."""
    low, outside = (0.0, math.nan) if eps is None else (eps, 0.0)
    off = (x < low) | (x > 1 - low)
    z = where(off, 0.5, x)
    return where(off, outside, where((z == 0) | (z == 1), math.inf, 1 / (z * (1 - z))))


logit = elementwise("logit", logit_kernel, lambda _y, x, *, eps: logit_slope(x, eps), on=[(within(0.1, 0.9, 3), {"eps": None}),
                    (fixed([0.05, 0.4, 0.95]), {"eps": 0.1})], family="arithmetic")  # fmt: skip


def mvlgamma_kernel(x: Any, *, p: int) -> Any:
    """The multivariate log gamma function of dimension p."""
    return sum((lgamma_kernel(x - j / 2) for j in range(p)), x.dtype.type(p * (p - 1) / 4 * math.log(math.pi)))


def mvlgamma_slope(x: Any, p: int) -> Any:
    parts = [digamma(x - j / 2) for j in range(p)]
    return sum(parts[1:], parts[0])


mvlgamma = elementwise("mvlgamma", mvlgamma_kernel, lambda _y, x, *, p: mvlgamma_slope(x, p), on=[(within(2.0, 4.0, 3), {"p": 3})], family="arithmetic",
                       safe=lambda x, *, p: sum(_gamma.log_gamma(x - j / 2) for j in range(p)) + p * (p - 1) / 4 * math.log(math.pi))  # fmt: skip


# ------------------------------------------------------------ public
@public("torch Tensor special", "logit")
def logit_face(input: Tensor, eps: float | None = None, *, out: Tensor | None = None) -> Tensor:
    """log(input / (1 - input)), input first brought into [eps, 1 - eps] if eps is given."""
    return into(out, logit(input, eps=eps))


@public("torch special", "polygamma")
def polygamma_face(n: int, input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The n-th derivative of digamma. Raises RuntimeError for negative n."""
    if n < 0:
        raise RuntimeError("polygamma(n, x) does not support negative n.")
    return into(out, polygamma(input, n=n))


@public("Tensor", "polygamma")
def polygamma_method(self: Tensor, n: int) -> Tensor:
    """The n-th derivative of digamma."""
    return polygamma_face(n, self)


@public("torch Tensor", "mvlgamma")
def mvlgamma_face(input: Tensor, p: int, *, out: Tensor | None = None) -> Tensor:
    """The multivariate log gamma function of dimension p."""
    if p < 1:
        raise RuntimeError("p has to be greater than or equal to 1")
    return into(out, mvlgamma(input, p=p))


expose("special", "multigammaln", mvlgamma_face)


def zeta_fit(input: Any, other: Any) -> None:
    if not isinstance(input, Tensor) and not isinstance(other, Tensor):
        raise without_tensor("special_zeta", input, other)


def tensors(name: str) -> Callable[[Any, Any], None]:
    """A check that both arguments are tensors."""

    def check(input: Any, other: Any) -> None:
        refuse.tensor(input, name, 1)
        refuse.tensor(other, name, 2, "other")

    return check


def refusing(op: Op, torch_name: str, fit: Callable[[Any, Any], None], *spaces_and_names: tuple[str, str]) -> None:
    """Publish a function of two whose derivative in the first is not implemented, as in torch: NotImplementedError says so."""

    def face(input: Any, other: Any, *, out: Tensor | None = None) -> Tensor:
        fit(input, other)
        if isinstance(input, Tensor) and input.requires_grad:
            raise NotImplementedError(f"the derivative for '{torch_name}' is not implemented.")
        chosen = zeta_of if op is zeta and not isinstance(input, Tensor) else op
        return into(out, chosen(input, other))

    face.__name__ = face.__qualname__ = op.name
    face.__doc__ = op.__doc__
    for space, name in spaces_and_names:
        expose(space, name, face)


refusing(gammainc, "igamma: input", tensors("igamma"), ("torch Tensor", "igamma"), ("special", "gammainc"))
refusing(gammaincc, "igammac: input", tensors("igammac"), ("torch Tensor", "igammac"), ("special", "gammaincc"))
refusing(zeta, "zeta", zeta_fit, ("special", "zeta"))
for _name in ("igamma", "igammac"):
    expose("Tensor", f"{_name}_", inplace(SPACES["torch"][_name], f"{_name}_"))
polygamma_there = renamed(polygamma, "polygamma_there", "PolygammaBackward1")


def polygamma_in_place(self: Tensor, n: int) -> Tensor:
    """The n-th derivative of digamma. Raises RuntimeError for negative n."""
    return polygamma_face(n, self) if n < 0 else polygamma_there(self, n=n)


CHANGES: dict[str, Any] = {"logit_": logit_face, "polygamma_": polygamma_in_place, "mvlgamma_": mvlgamma_face}
for _name, _face in CHANGES.items():
    expose("torch Tensor" if _name == "logit_" else "Tensor", _name, inplace(_face, _name))
for _name, _other in {"gammaln": "lgamma", "psi": "digamma", "exp2": "exp2", "expm1": "expm1", "log1p": "log1p",
                      "modified_bessel_i0": "i0"}.items():  # fmt: skip
    expose("special", _name, SPACES["torch"][_other])
expose("special", "modified_bessel_i1", SPACES["special"]["i1"])

