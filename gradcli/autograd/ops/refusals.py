"""Which element types the functions of these families refuse, in torch's words; a table laid over the published functions."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from inspect import signature
from typing import Any

from gradcli.autograd import dtype as dtypes
from gradcli.autograd.names import SPACES, behind, expose
from gradcli.autograd.ops import bits, extremes, kinked, order, pairs, scan, special  # noqa: F401  they publish the functions first
from gradcli.autograd.ops.refuse import is_continued, kind_name
from gradcli.autograd.tensor import Tensor

COMPLEX, BOOL, WHOLE = "c", "b", "biu"
CLAMPS = ("clamp", "clip", "clamp_min", "clamp_max")
WORDS = {"c": "complex", "b": "bool"}
SENTENCES = {  # function -> (kinds refused, type of error, sentence; {kind} is the word for the kind)
    **dict.fromkeys(("floor", "ceil"), (COMPLEX, NotImplementedError, "{name} is not supported for complex inputs")),
    **dict.fromkeys(("trunc", "fix"), (COMPLEX, NotImplementedError, "trunc is not supported for complex inputs")),
    **dict.fromkeys(("deg2rad", "rad2deg"), (COMPLEX, RuntimeError, "{name} is not supported for complex tensors.")),
    **dict.fromkeys(("maximum", "minimum", "fmax", "fmin"), (COMPLEX, RuntimeError, "{name} not implemented for complex tensors.")),
    **dict.fromkeys(CLAMPS, (COMPLEX, NotImplementedError, "clamp is not supported for complex types")),
    **dict.fromkeys(("argmax", "argmin"), (COMPLEX + BOOL, RuntimeError, "{name}(): does not support {kind} input")),
    **dict.fromkeys(("nansum", "nanmean"), (COMPLEX, RuntimeError, "nansum on CPU does not support complex inputs")),
    "relu6": (COMPLEX, NotImplementedError, "clamp is not supported for complex types"),
    "topk": (COMPLEX + BOOL, RuntimeError, "topk does not support {kind} dtypes on CPU"),
    "frexp": (WHOLE + COMPLEX, RuntimeError, "torch.frexp() only supports floating-point dtypes"),
}
MISSING = {  # function -> (kinds refused, torch's name of the kernel that lacks them)
    **{name: (COMPLEX, f"{name}_cpu") for name in ("atan2", "arctan2", "copysign", "cummax", "cummin")}, "unique": (COMPLEX, "unique"),
    "gelu": (COMPLEX, "GeluKernelImpl"), "softmax": (COMPLEX, "softmax_lastdim_kernel_impl"),
    "log_softmax": (COMPLEX, "log_softmax_lastdim_kernel_impl"), "abs": (BOOL, "abs_cpu"), "absolute": (BOOL, "abs_cpu"), "frac": (WHOLE + COMPLEX, "frac_cpu"),
    "round": (BOOL + COMPLEX, "round_vml_cpu"),
    "max": (COMPLEX, "max_all"), "min": (COMPLEX, "min_all"), "amax": (COMPLEX, "max_values_cpu"), "amin": (COMPLEX, "min_values_cpu"),
    "aminmax": (COMPLEX, "aminmax_cpu"), "kthvalue": (BOOL + COMPLEX, "kthvalue_cpu"), "mode": (COMPLEX, "mode_cpu"),
    "median": (BOOL + COMPLEX, "median_cpu"), "nanmedian": (BOOL + COMPLEX, "median_cpu"), "lerp": (WHOLE, "lerp_kernel_scalar"),
    "hypot": (WHOLE + COMPLEX, "hypot_cpu"), "logaddexp": (WHOLE, "logaddexp_cpu"), "logaddexp2": (WHOLE, "logaddexp2_cpu"),
    "nextafter": (WHOLE, "nextafter_cpu"), "gcd": ("fc", "gcd_cpu"), "lcm": ("fc", "lcm_cpu"), "histc": (WHOLE, "histogram_cpu"),
    "logcumsumexp": (WHOLE, "logcumsumexp_out_cpu"), "igamma": (WHOLE, "igamma_cpu"), "igammac": (WHOLE, "igammac_cpu"),
    "digamma": (COMPLEX, "digamma"), "entr": (COMPLEX, "entr_cpu"), "erfcx": (COMPLEX, "erfcx_cpu"), "log_ndtr": (COMPLEX, "log_ndtr_cpu"),
    "ndtri": (COMPLEX, "ndtri_cpu"), "logit": (COMPLEX, "logit_cpu"), "i0e": (COMPLEX, "i0e_cpu"), "i1": (COMPLEX, "i1_cpu"),
    "i1e": (COMPLEX, "i1e_cpu"), **{name: (COMPLEX, f"{name}_vml_cpu") for name in ("lgamma", "erf", "erfc", "erfinv", "i0")},
}  # fmt: skip


def guarded(fn: Callable[..., Any], kinds: str, error: Callable[[Any], Exception]) -> Callable[..., Any]:
    """fn, after a look at the kind of its first argument; kinds: letters of numpy's, and "e" for float16 alone."""
    halves = "e" if "e" in kinds else ""

    def is_taken(kind: str, args: Any) -> bool:
        return any(map(floating, args)) if kind in WHOLE else is_continued()

    first = next(iter(signature(fn).parameters), "input")

    @wraps(fn)
    def call(*args: Any, **kwargs: Any) -> Any:
        input = args[0] if args else kwargs.get(first)
        if isinstance(input, Tensor):
            kind = input._data.dtype if kwargs.get("dtype") is None else dtypes.resolve(kwargs["dtype"]).numpy
            if (kind.kind in kinds or kind.char in halves) and not is_taken(kind.kind, args[1:]):
                raise error(input._data)
        return fn(*args, **kwargs)

    return call


def floating(a: Any) -> bool:
    """Whether an argument is a tensor of real or complex numbers, to which whole numbers would be promoted."""
    return isinstance(a, Tensor) and a._data.dtype.kind in "fc"


def sentence(name: str, kind_of_error: type[Exception], text: str) -> Callable[[Any], Exception]:
    return lambda x: kind_of_error(text.format(name=name, kind=WORDS.get(x.dtype.kind, ""), type=kind_name(x)))


def missing(kernel: str) -> Callable[[Any], Exception]:
    return lambda x: NotImplementedError(f"\"{kernel}\" not implemented for '{kind_name(x)}'")


def lay_over(name: str, kinds: str, error: Callable[[Any], Exception]) -> None:
    """Guard a function in every space where it is public."""
    for space in ("torch", "Tensor", "functional", "special"):
        if name in SPACES[space]:
            expose(space, name, guarded(behind(SPACES[space][name]), kinds, error))


for _name, (_kinds, _error, _text) in SENTENCES.items():
    lay_over(_name, _kinds, sentence(_name, _error, _text))
for _name, (_kinds, _kernel) in MISSING.items():
    lay_over(_name, _kinds, missing(_kernel))
