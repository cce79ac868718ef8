"""torch.library.custom_op: an operation from a function, its gradient registered afterwards."""

import numpy as np
import pytest

import gradcli as torch
from gradcli.library import custom_op, register_autograd, register_fake, register_kernel


def x(requires_grad=True):
    return torch.tensor([0.5, 2.0], dtype=torch.float64, requires_grad=requires_grad)


def sine(name="house::sine"):
    @custom_op(name, mutates_args=())
    def op(a: torch.Tensor, factor: float = 2.0) -> torch.Tensor:
        return torch.from_numpy(np.sin(a.detach().numpy())) * factor

    def setup_context(ctx, inputs, output):
        (a, ctx.factor) = inputs
        ctx.save_for_backward(a)

    op.register_autograd(lambda ctx, g: (g * ctx.factor * ctx.saved_tensors[0].cos(), None), setup_context=setup_context)
    return op


def test_an_operation_has_the_gradient_that_is_registered():
    a = x()
    y = sine()(a)
    y.sum().backward()
    assert y.grad_fn.name() == "GeneratedBackwardFor_house_sine_defaultBackward"
    assert torch.allclose(a.grad, 2 * a.detach().cos(), rtol=1e-15)  # the same products
    assert torch.autograd.gradcheck(sine(), (x(), 3.0))
    assert torch.autograd.gradgradcheck(sine(), (x(),))


def test_an_argument_left_out_or_given_by_name_is_seen():
    assert sine()(x(), factor=4.0).tolist() == [2 * n for n in sine()(x()).tolist()]


def test_an_operation_is_found_in_ops():
    op = sine("house::found")
    assert torch.ops.house.found is op
    assert repr(op) == "<CustomOpDef(house::found)>"
    with pytest.raises(AttributeError, match="'_OpNamespace' 'house' object has no attribute 'lost'"):
        torch.ops.house.lost


def test_without_a_gradient_backward_says_so():
    @custom_op("house::plain", mutates_args=())
    def plain(a: torch.Tensor) -> torch.Tensor:
        return a.clone()

    with pytest.raises(RuntimeError, match=r"through house\.plain\.default but no autograd formula was registered"):
        plain(x()).sum().backward()
    register_autograd("house::plain", lambda ctx, g: 3 * g)
    a = x()
    assert torch.autograd.grad(plain(a).sum(), a)[0].tolist() == [3.0, 3.0]


def test_a_batch_runs_example_by_example():
    batch = torch.stack([x(False), 2 * x(False)])
    assert torch.vmap(sine())(batch).tolist() == sine()(batch).tolist()


def test_kernels_for_the_cpu_replace_the_function_and_fakes_are_not_run():
    op = sine("house::kernel")
    register_kernel(op, "cuda", lambda a, factor=2.0: a * 0)
    register_fake("house::kernel", lambda a, factor=2.0: None)
    assert op(x()).tolist() == sine()(x()).tolist()
    register_kernel(op, ["cpu"], lambda a, factor=2.0: a * 7)
    assert op(x(False)).tolist() == [3.5, 14.0]


def test_an_operation_in_place_runs_as_it_is():
    @custom_op("house::twice_", mutates_args=("a",))
    def twice_(a: torch.Tensor) -> None:
        a.mul_(2)

    a = x(False)
    assert (twice_(a), a.tolist()) == (None, [1.0, 4.0])


def test_parameters_have_types():
    with pytest.raises(ValueError, match="Parameter a must have a type annotation"):
        custom_op("house::untyped", lambda a: a, mutates_args=())
    with pytest.raises(RuntimeError, match="operator house::nobody does not exist"):
        register_autograd("house::nobody", lambda ctx, g: g)
