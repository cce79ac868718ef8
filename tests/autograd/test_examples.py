"""The examples: one for every public function, each read as what it calls."""

from __future__ import annotations

import pytest

from gradcli.autograd import names
from gradcli.autograd.demonstration import modules
from gradcli.autograd.examples import MODULES, called, examples, parts
from gradcli.autograd.tensor import Tensor

# fmt: off
UNSHOWN = {  # what computes nothing: questions about a tensor, memory, devices, the state of generators
    "__iadd__", "__isub__", "__imul__", "__itruediv__", "__ifloordiv__", "__imod__", "__ipow__", "__setitem__",
    "__iand__", "__ior__", "__ixor__", "__ilshift__", "__irshift__",
    "as_subclass", "broadcast_shapes", "can_cast", "cuda", "data_ptr", "dim", "element_size", "from_numpy", "frombuffer",
    "get_device", "get_num_threads", "get_rng_state", "initial_seed", "is_anomaly_check_nan_enabled", "is_anomaly_enabled", "is_coalesced", "is_complex", "is_conj",
    "is_contiguous", "is_distributed", "is_floating_point", "is_inference", "is_neg", "is_nonzero", "is_pinned", "is_same_size",
    "is_set_to", "is_shared", "is_signed", "is_tensor", "manual_seed", "ndimension", "nelement", "numel", "pin_memory",
    "promote_types", "resize_", "resize_as_", "result_type", "seed", "set_", "set_num_threads", "set_rng_state", "share_memory_",
    "size", "storage", "storage_offset", "stride", "typename", "untyped_storage", "use_deterministic_algorithms",
    "are_deterministic_algorithms_enabled", "compile", "get_default_device", "get_float32_matmul_precision", "set_default_device",
    "is_warn_always_enabled", "set_default_tensor_type", "set_flush_denormal", "set_float32_matmul_precision", "set_warn_always",
}
AGAIN = {  # other homes of what is shown elsewhere
    ("torch", "binary_cross_entropy_with_logits"), ("torch", "lstsq"), ("torch", "max_pool2d_with_indices"),
    ("torch", "max_pool3d_with_indices"), ("torch", "vander"), ("Tensor", "polygamma"),
}
# fmt: on


@pytest.mark.parametrize("space", names.SPACES)
def test_every_public_function_is_shown(space):
    shown = {e.name for e in examples() if e.space in (space, "Tensor")} | UNSHOWN | {name for home, name in AGAIN if home == space}
    functions = [n for n in names.all_of(space) if callable(value := names.SPACES[space][n]) and not isinstance(value, type)]
    missing = [n for n in functions if n not in shown and not (n.endswith("_") and not n.endswith("__") and n[:-1] in shown)]
    assert missing == [], "add a call of each to gradcli/autograd/examples.txt, then run: python -m gradcli.autograd.reference"


def test_every_example_calls_a_public_name():
    homes = {MODULES[short]: module for short, module in modules().items()} | {"Tensor": Tensor}
    unknown = [e.text for e in examples() if not hasattr(homes[e.space], e.name)]
    assert unknown == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("torch.add(x, y)", ("torch", "add")),
        ("F.relu(x)", ("functional", "relu")),
        ("(x * 1).copy_(y)", ("Tensor", "copy_")),
        ("x.T", ("Tensor", "T")),
        ("x[0]", ("Tensor", "__getitem__")),
        ("x + 2.0", ("Tensor", "__add__")),
        ("2.0 - x", ("Tensor", "__rsub__")),
        ("-x", ("Tensor", "__neg__")),
        ("x < y", ("Tensor", "__lt__")),
        ("abs(x)", ("Tensor", "__abs__")),
    ],
)
def test_an_expression_is_filed_under_what_it_calls_last(text, name):
    assert called(text) == name


@pytest.mark.parametrize(
    ("text", "last", "operands"),
    [
        ("F.linear(x * 2, A, bias=v)", "F.linear(_0, _1, bias=_2)", ["x * 2", "A", "v"]),
        ("(x * 1).add_(y)", "_0.add_(_1)", ["x * 1", "y"]),
        ("F.f(*g(x), 2)", "F.f(*_0, _1)", ["g(x)", "2"]),
        ("x[0]", "_0[0]", ["x"]),
        ("A @ B", "_0 @ _1", ["A", "B"]),
    ],
)
def test_the_last_call_is_told_from_its_operands(text, last, operands):
    assert parts(text) == (last, operands)


def test_methods_follow_from_functions():
    follow = [e.text for e in examples() if e.source == "torch.add(x, v, alpha=2)"]
    assert follow == ["torch.add(x, v, alpha=2)", "x.add(v, alpha=2)", "(x * 1).add_(v, alpha=2)"]
