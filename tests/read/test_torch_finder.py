"""`import torch` inside a checked file is gradcli, and nowhere else."""

import sys
from types import ModuleType

import pytest

import gradcli
import gradcli.nn
import gradcli.nn.functional
from gradcli import read
from gradcli.cases import Settings
from gradcli.errors import NotSupported

EVERY_WAY = """
    import torch
    import torch.nn as nn
    import torch.nn.functional as F
    from torch import optim
    from torch.autograd import Function
    from torch.nn import Linear
    from torch.optim.lr_scheduler import StepLR
    import gradcli
    import gradcli.nn.functional
    seen = torch is gradcli, nn is gradcli.nn, F is gradcli.nn.functional, Linear is gradcli.nn.Linear
    def f(x=torch.ones(2)):
        import torch.linalg
        assert all(seen) and torch.linalg is gradcli.linalg
        return x
"""


def test_torch_and_its_parts_are_the_same_module_objects(only):
    case = only(EVERY_WAY)
    assert list(case.fn(case.inputs).outputs) == ["out"]


LONG_WAYS = """
    import torch
    import torch.backends.cudnn as cudnn
    from torch.nn.modules.batchnorm import BatchNorm2d, _BatchNorm
    from torch.nn.modules.loss import CrossEntropyLoss, _Loss
    from torch.nn.modules.utils import _pair
    from torch.random import fork_rng
    from torch.utils.data.sampler import SubsetRandomSampler
    from torch.utils.hooks import RemovableHandle
    from torch.autograd.gradcheck import GradcheckError, gradcheck
    from torch.autograd.profiler import record_function
    from torch.functional import einsum
    from torch.overrides import is_tensor_like
    from torch.profiler import profile
    from torch.types import Device, Number
    from torch.utils._pytree import tree_map
    assert callable(torch.autograd.gradcheck)
    assert einsum is torch.einsum and torch.utils.hooks.RemovableHandle is RemovableHandle
    assert issubclass(BatchNorm2d, _BatchNorm) and issubclass(CrossEntropyLoss, _Loss)
    assert CrossEntropyLoss is torch.nn.CrossEntropyLoss and torch.nn.modules.loss._Loss is _Loss
    assert _pair(3) == (3, 3) and _pair([1, 2]) == (1, 2)
    assert cudnn is torch.backends.cudnn
    def f(x=torch.ones(2)):
        return x
"""


def test_torchs_longer_paths_lead_to_the_same_objects(only):
    case = only(LONG_WAYS)
    assert list(case.fn(case.inputs).outputs) == ["out"]


def test_the_process_is_as_before(only):
    before = (set(sys.modules), list(sys.path), list(sys.meta_path), list(sys.argv))
    specs = [(module.__spec__, module.__loader__, module.__name__) for module in (gradcli, gradcli.nn, gradcli.nn.functional)]
    case = only(EVERY_WAY)
    case.fn(case.inputs)
    assert [name for name in sys.modules if name.partition(".")[0] in ("torch", "file")] == []
    assert (list(sys.path), list(sys.meta_path), list(sys.argv)) == before[1:]
    assert [(module.__spec__, module.__loader__, module.__name__) for module in (gradcli, gradcli.nn, gradcli.nn.functional)] == specs


def test_a_torch_that_is_there_already_is_not_used_and_stays(only, monkeypatch):
    real, part = ModuleType("torch"), ModuleType("torch.nn")
    monkeypatch.setitem(sys.modules, "torch", real)
    monkeypatch.setitem(sys.modules, "torch.nn", part)
    case = only(EVERY_WAY)
    case.fn(case.inputs)
    assert sys.modules["torch"] is real
    assert sys.modules["torch.nn"] is part


@pytest.mark.parametrize(
    ("statement", "name"),
    [
        ("import torch.fx", "torch.fx"),
        ("from torch import fx", "torch.fx"),
        ("import torch.check", "torch.check"),
        ("from torch.distributed import init", "torch.distributed"),
        ("from torch.nn import NoSuchLayer", "torch.nn.NoSuchLayer"),
        ("import torch; torch.no_such_function(1)", "torch.no_such_function"),
        ("import torch; torch.ones(2).no_such_method()", "Tensor.no_such_method"),
    ],
)
def test_what_torch_has_and_gradcli_has_not_is_named(write, statement, name):
    file = write(f"\n{statement}\n")
    with pytest.raises(NotSupported, match=f"{name} is not part of gradcli's engine") as raised:
        read.cases(file, Settings())
    assert (raised.value.where.file, raised.value.where.line) == (file, 2)


def test_a_file_may_do_without_a_part_that_is_missing(only):
    case = only("""
        import torch
        try:
            import torch.fx
        except ImportError:
            fx = None
        def f(x=torch.ones(2)):
            return x
    """)
    assert case.name == "f"


def test_helper_modules_next_to_the_file_see_it_too_and_are_forgotten(write):
    for folder, factor in (("a", 2), ("b", 3)):
        write(f"import torch\ndef scaled(x):\n    return torch.sin(x) * {factor}\n", f"{folder}/scaling.py")
        write("import torch\nfrom scaling import scaled\ndef f(x=torch.ones(())):\n    return scaled(x)\n", f"{folder}/grad_f.py")
    one, other = (read.cases(f"{folder}/grad_f.py")[0][0] for folder in "ab")
    values = [case.fn(case.inputs).outputs["out"].item() for case in (one, other)]
    assert values[1] == pytest.approx(1.5 * values[0], rel=1e-14)
    assert "scaling" not in sys.modules


def test_a_file_inside_a_package_may_import_its_neighbours_by_dots(write):
    write("", "package/__init__.py")
    write("def double(x):\n    return 2 * x\n", "package/parts.py")
    write("import gradcli as torch\nfrom .parts import double\ndef f(x=torch.ones(2)):\n    return double(x)\n", "package/model.py")
    assert [case.id for case in read.cases("package/model.py")[0]] == ["package/model.py::f"]
