"""What programs ask torch about itself before they do anything."""

import gradcli
from gradcli import __version__
from gradcli.check import check_case

ASKS = """
import torch
from torch.version import __version__ as other

assert tuple(int(part) for part in torch.__version__.split("+")[0].split(".")[:2]) >= (2, 0)
assert torch.__version__ == torch.version.__version__ == other

def f(x=torch.randn(3)):
    assert torch.__version__ >= "2"
    return x * x
"""


def test_a_program_is_told_the_version_of_torch_that_is_meant(only):
    assert check_case(only(ASKS)).verdict.value == "pass"
    assert gradcli.__version__ == __version__
