"""Files inside a package: read under their full name, also where the package imports them itself."""

import builtins
from pathlib import Path

import pytest

from gradcli import read
from gradcli.cases import Settings
from gradcli.errors import ReadError
from gradcli.finding import Verdict

LAYER = """
    import torch
    from ..base import factor
    made = []


    class Scaled(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            made.append(1)
            return factor * x

        @staticmethod
        def backward(ctx, g):
            return factor * g


    def scaled(x=torch.ones(3)):
        return Scaled.apply(x)
"""


@pytest.fixture
def package(write):
    """package(layer) writes lib/ops/layer.py, which lib/ops/__init__.py imports, and gives the path to it."""

    def written(layer, init="from .layer import scaled\n"):
        write("from .ops import *\n", "lib/__init__.py")
        write(init, "lib/ops/__init__.py")
        write("factor = 2.0\n", "lib/base.py")
        return write(layer, "lib/ops/layer.py")

    return written


def only_case(path):
    (case,), _ = read.cases(path, Settings())
    return case


def test_a_file_that_its_package_imports_is_run_once_under_its_full_name(package, verdict):
    case = only_case(package(LAYER + "\n\n    import builtins\n    builtins.times_run = getattr(builtins, 'times_run', 0) + 1\n"))
    times = vars(builtins).pop("times_run")
    assert (times, case.fn.call.__module__, case.where.file) == (1, "lib.ops.layer", "lib/ops/layer.py")
    assert verdict(case) == Verdict.PASS


def test_a_file_that_its_package_does_not_import_is_read_too(package, verdict):
    assert verdict(only_case(package(LAYER, init=""))) == Verdict.PASS


def test_a_file_that_needs_nothing_of_its_package_does_not_import_it(package):
    alone = "import torch\n\n\ndef f(x=torch.ones(3)):\n    return x.exp()\n"
    assert only_case(package(alone, init="raise RuntimeError('needs a compiler')\n")).name == "f"


def test_what_the_package_imports_of_its_own_that_is_not_there_is_an_error_with_the_line(package):
    with pytest.raises(ReadError, match=r"No module named 'lib\.nothing'") as error:
        read.cases(package("from ..nothing import x\n"), Settings())
    assert error.value.where.line == 1


def test_a_script_in_a_package_is_run_again(package, verdict):
    script = "import torch\nfrom . import other\nx = torch.ones(2, requires_grad=True)\ny = other.twice(x).exp()\n"
    path = package(script, init="from . import layer\n")
    Path(path).with_name("other.py").write_text("def twice(x):\n    return 2 * x\n")
    case = only_case(path)
    assert list(case.inputs) == ["x"]
    assert verdict(case) == Verdict.PASS
