"""Special functions against torch's values and gradients (or exact ones, where torch has 9 digits); the cotangents are 1, 2, 3, ..."""


import math
from typing import Any

import numpy as np
import pytest
from pulled import assert_pulls, pulled

import gradcli as torch

S = torch.special
A = torch.tensor([0.5, 3.0, 3.0], dtype=torch.float64)
# fmt: off
TABLE: list[tuple[str, Any, list[float], list[float], list[float]]] = [
    ("lgamma",   torch.lgamma,  [0.5, 3.0, -1.5],   [0.5723649429247001, 0.6931471805599453, 0.860047015376481],    [-1.9635100260214229, 1.845568670196934, 2.10946992193573]),
    ("digamma",  torch.digamma, [0.5, 3.0],         [-1.9635100260214229, 0.922784335098467],                      [4.934802200544679, 0.7898681336964530]),
    ("trigamma", lambda x: torch.polygamma(1, x), [1.0, 0.5], [math.pi**2 / 6, math.pi**2 / 2],                    [-2.404113806319188, -33.65759328887326]),
    ("third",    lambda x: torch.polygamma(3, x), [1.0, 2.5], [6.493939402266829, 0.2239058488172521],             [-24.886266123440894, -0.6275119990134628]),
    ("mvlgamma", lambda x: torch.mvlgamma(x, 3),  [2.5, 4.0], [1.8809954616117743, 5.402975080909175],             [1.1624309497222862, 6.564117288351021]),
    ("zeta",     lambda q: S.zeta(3.0, q),        [1.0, 2.5], [1.202056903159594, 0.11810202582086368],            [-3.2469697011334144, -0.2239058488172521]),
    ("gammainc", lambda x: S.gammainc(A, x), [0.2, 2.0, 9.0], [0.47291074313446185, 0.32332358381693654, 0.9937678048936227], [1.0328830949345564, 0.5413411329464508, 0.014994291196531569]),
    ("erfinv",   torch.erfinv,  [0.5, -0.9, 1e-3],  [0.4769362762044699, -1.1630871536766743, 0.0008862271574665521], [1.1125848189719496, 6.8560856229036835, 2.6586828644831857]),
    ("erfcx",    S.erfcx,       [-1.0, 0.5, 20.0],  [5.008980080762283, 0.6156903441929258, 0.028174348741051323], [-11.14633932862008, -1.0253776458051735, -0.00421565236037869]),
    ("ndtr",     S.ndtr,        [-2.0, 0.0, 1.0],   [0.02275013194817921, 0.5, 0.841344746068543],                 [0.05399096651318802, 0.7978845608028654, 0.72591217355743]),
    ("log_ndtr", S.log_ndtr,    [-30.0, 0.0, 3.0],  [-454.32124395634327, -0.6931471805599453, -0.0013508099647481923], [30.03325966743577, 1.5957691216057308, 0.013313517126376991]),
    ("ndtri",    S.ndtri,       [1e-10, 0.3, 0.9],  [-6.361340902404056, -0.5244005127080409, 1.2815515655446004], [1535723698.1963818, 5.752207318528584, 17.09417956835101]),
    ("entr",     S.entr,        [0.2, 1.0, 2.0],    [0.3218875824868201, 0.0, -1.3862943611198906],                [0.6094379124341003, -2.0, -5.079441541679836]),
    ("i0",       torch.i0,      [0.0, 1.0, 5.0],    [1.0, 1.2660658777520082, 27.239871823604442],                 [0.0, 1.1303182079849703, 73.00692642735157]),
    ("i0e",      S.i0e,         [1.0, 60.0],        [0.46575960759364043, 0.05161154917360984],                    [-0.25784919224393194, -0.0008638379691622428]),
    ("i1",       S.i1,          [0.0, -2.0],        [0.0, -1.5906368546373295],                                    [0.5, 2.968533750034804]),
    ("i1e",      S.i1e,         [1.0, 60.0],        [0.2079104153497085, 0.05117963018902872],                     [0.049938776894223436, -0.0008421497038053755]),
    ("sinc",     torch.sinc,    [0.0, 0.5, 1.5],    [1.0, 0.6366197723675814, -0.2122065907891938],                [0.0, -2.546479089470325, 0.4244131815783872]),
    ("logit",    torch.logit,   [0.1, 0.7],         [-2.197224577336219, 0.8472978603872034],                      [11.111111111111109, 9.523809523809524]),
    ("j0",       S.bessel_j0,   [0.5, 10.0, 60.0],  [0.938469807240813, -0.2459357644513483, -0.09147180408906201], [-0.24226845767487387, -0.08694549233772288, -0.1397951512744987]),
    ("y0",       S.bessel_y0,   [0.5, 10.0, 60.0],  [-0.4445187335067066, 0.05567116728359961, 0.047358952209449155], [1.4714723926702433, -0.49803084841390777, -0.2756088281096008]),
]
# fmt: on


@pytest.mark.parametrize(("f", "x", "value", "gradient"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE])
def test_special_function_agrees_with_torch(f: Any, x: list[float], value: list[float], gradient: list[float]) -> None:
    assert_pulls(f, [x], value, gradient, rtol=2e-11)  # the worst of torch's series used here


def test_poles_and_ends_of_domains() -> None:
    x = torch.tensor([0.0, -1.0, -math.inf, math.inf], dtype=torch.float64)
    assert torch.lgamma(x).tolist() == [math.inf] * 4
    assert torch.digamma(x)[0].item() == -math.inf
    assert math.isnan(torch.digamma(x)[1].item())
    assert torch.erfinv(torch.tensor([-1.0, 1.0])).tolist() == [-math.inf, math.inf]
    assert math.isnan(torch.erfinv(torch.tensor(2.0)).item())
    assert S.ndtri(torch.tensor([0.0, 0.5, 1.0])).tolist() == [-math.inf, 0.0, math.inf]
    assert S.entr(torch.tensor([0.0, -1.0])).tolist() == [0.0, -math.inf]


def test_logit_with_eps_is_flat_outside() -> None:
    assert pulled(lambda x: x.logit(0.1), [0.05, 0.5, 0.95])[1] == [0.0, 8.0, 0.0]
    assert math.isnan(pulled(torch.logit, [-0.1])[1][0])


def test_second_derivative_of_sinc_at_zero() -> None:
    x = torch.tensor(0.0, dtype=torch.float64, requires_grad=True)
    (g,) = torch.autograd.grad(x.sinc(), x, create_graph=True)
    (h,) = torch.autograd.grad(g, x)
    assert h.item() == pytest.approx(-(math.pi**2) / 3)


def test_derivatives_that_torch_has_not_are_refused() -> None:
    x = torch.tensor([2.0], requires_grad=True)
    with pytest.raises(NotImplementedError, match="the derivative for 'igamma: input' is not implemented"):
        torch.igamma(x, torch.tensor([1.0]))
    with pytest.raises(NotImplementedError, match="the derivative for 'zeta' is not implemented"):
        S.zeta(x, 1.0)
    with pytest.raises(RuntimeError, match="does not support negative n"):
        torch.polygamma(-1, x)


def test_single_precision_and_whole_numbers_give_float32() -> None:
    assert torch.digamma(torch.tensor([1, 2])).dtype is torch.float32
    assert S.i0e(torch.ones(2)).dtype is torch.float32


def test_aliases_of_special() -> None:
    assert S.psi(torch.tensor(1.0)).item() == torch.digamma(torch.tensor(1.0)).item()
    assert S.gammaln(torch.tensor(3.0)).item() == pytest.approx(math.log(2), rel=1e-6)
    assert S.expit(torch.tensor(0.0)).item() == 0.5


@pytest.mark.parametrize(
    ("call", "name", "slope"),
    [
        (lambda x: x.polygamma_(1), "PolygammaBackward1", -0.4041138063191886),
        (lambda x: x.conj_physical_(), "ConjPhysicalBackward1", 1.0),
    ],
)
def test_nodes_of_in_place_forms_are_named_as_in_torch(call, name, slope) -> None:  # type: ignore[no-untyped-def]
    x = torch.tensor([2.0], dtype=torch.float64, requires_grad=True)
    y = call(x.clone())
    assert type(y.grad_fn).__name__ == name
    np.testing.assert_allclose(torch.autograd.grad(y.sum(), x)[0].numpy(), [slope])


@pytest.mark.parametrize("name", ["asinh", "acosh", "atanh"])
def test_inverse_hyperbolic_functions_in_place_have_no_derivative(name: str) -> None:
    x = torch.tensor([2.0], requires_grad=True)
    y = getattr(x.clone(), f"arc{name[1:]}_")()
    assert type(y.grad_fn).__name__ == f"{name.title()}Backward1"
    with pytest.raises(NotImplementedError, match=f"the derivative for 'inplace version of {name}' is not implemented"):
        y.sum().backward()


def test_incomplete_gamma_functions_in_place() -> None:
    x = torch.tensor([2.0], dtype=torch.float64)
    np.testing.assert_allclose(x.clone().igamma_(torch.tensor([3.0], dtype=torch.float64)).numpy(), [0.8008517265285442])
    np.testing.assert_allclose(x.clone().igammac_(torch.tensor([3.0], dtype=torch.float64)).numpy(), [0.19914827347145578])


def test_functions_of_two_say_which_argument_has_to_be_a_tensor() -> None:
    with pytest.raises(TypeError, match=r"igamma\(\): argument 'other' \(position 2\) must be Tensor, not int"):
        torch.igamma(torch.ones(2), 2)
    with pytest.raises(TypeError, match=r"special_zeta\(\) received an invalid combination of arguments - got \(int, int\)"):
        S.zeta(2, 3)


def test_bessel_functions_of_the_second_kind_outside_of_their_domain() -> None:
    x = torch.tensor([0.0, -1.0, math.inf], dtype=torch.float64)
    assert str(S.bessel_y0(x).tolist()) == str(S.bessel_y1(x).tolist()) == "[-inf, nan, 0.0]"


def test_nodes_tell_on_which_side_a_number_stood() -> None:
    x = torch.ones(2, requires_grad=True)
    found = (torch.xlogy(x, 2), torch.xlogy(2, x), S.xlog1py(x, 2), S.zeta(2.0, x), S.round(x))
    names = ["XlogyBackward2", "XlogyBackward1", "SpecialXlog1PyBackward2", "SpecialZetaBackward1", "RoundBackward1"]
    assert [type(y.grad_fn).__name__ for y in found] == names
