"""torch.amp: losses are scaled, overflows leave a step out, types stay as they are."""

import warnings

import pytest

import gradcli as torch


def scaler_and_weight(**options):
    w = torch.ones(2, requires_grad=True)
    return torch.amp.GradScaler("cpu", init_scale=8.0, **options), w, torch.optim.SGD([w], lr=0.5)


def test_a_step_is_taken_with_unscaled_gradients():
    scaler, w, optimizer = scaler_and_weight()
    scaler.scale((3 * w).sum()).backward()
    assert w.grad.tolist() == [24.0, 24.0]
    scaler.step(optimizer)
    assert w.tolist() == [-0.5, -0.5]


def test_an_overflow_leaves_the_step_out_and_halves_the_scale():
    scaler, w, optimizer = scaler_and_weight()
    scaler.scale((w * float("inf")).sum()).backward()
    scaler.step(optimizer)
    scaler.update()
    assert (w.tolist(), scaler.get_scale()) == ([1.0, 1.0], 4.0)


def test_steps_without_overflow_double_the_scale():
    scaler, w, optimizer = scaler_and_weight(growth_interval=2)
    for scale in (8.0, 16.0):
        scaler.scale(w.sum()).backward()
        scaler.step(optimizer)
        scaler.update()
        assert scaler.get_scale() == scale


def test_a_saved_state_is_taken_over():
    scaler, _, _ = scaler_and_weight(growth_interval=5)
    other = torch.amp.GradScaler("cpu")
    other.load_state_dict(scaler.state_dict())
    assert other.state_dict() == scaler.state_dict()


@pytest.mark.parametrize(
    ("calls", "message"),
    [
        (("unscale_", "unscale_"), r"unscale_\(\) has already been called"),
        (("step", "unscale_"), r"unscale_\(\) is being called after step"),
        (("step", "step"), r"step\(\) has already been called"),
    ],
)
def test_calls_out_of_order_are_refused(calls, message):
    scaler, w, optimizer = scaler_and_weight()
    scaler.scale(w.sum()).backward()
    getattr(scaler, calls[0])(optimizer)
    with pytest.raises(RuntimeError, match=message):
        getattr(scaler, calls[1])(optimizer)


def test_without_the_device_scaling_is_off_and_says_so():
    with pytest.warns(UserWarning, match="CUDA is not available"):
        scaler = torch.cuda.amp.GradScaler()
    assert (scaler.is_enabled(), scaler.scale(3), scaler.state_dict()) == (False, 3, {})


def test_autocast_keeps_types_and_says_so():
    with pytest.warns(UserWarning, match="keeps the types"), torch.autocast("cpu", dtype=torch.float16):
        assert (torch.ones(2, 2) @ torch.ones(2, 2)).dtype is torch.float32


def test_a_disabled_autocast_is_silent_also_as_a_decorator():
    @torch.autocast("cpu", enabled=False)
    def square(x):
        return x * x

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert square(torch.ones(1)).item() == 1.0


@pytest.mark.parametrize("amp", [torch.cuda.amp, torch.amp])
def test_a_forward_and_a_backward_for_autocast_are_as_they_are_written(amp):
    device = {} if amp is torch.cuda.amp else {"device_type": "cuda"}

    class Double(torch.autograd.Function):
        @staticmethod
        @amp.custom_fwd(cast_inputs=torch.float32, **device)
        def forward(ctx, x):
            return 2 * x

        @staticmethod
        @amp.custom_bwd(**device)
        def backward(ctx, g):
            return 2 * g

    x = torch.ones(2, dtype=torch.float64, requires_grad=True)
    Double.apply(x).sum().backward()
    assert (x.grad.tolist(), x.grad.dtype) == ([2.0, 2.0], torch.float64)
    with pytest.raises(ValueError, match="Expected `device_type` of type `str`, got: `<class 'int'>`"):
        torch.amp.custom_fwd(len, device_type=3)
