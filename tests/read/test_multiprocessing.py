"""Programs that import torch.multiprocessing, as training scripts do, are read."""

from gradcli.check import check_case

IMPORTS = """
import torch
import torch.multiprocessing as mp
from torch.multiprocessing import Process, Queue

def f(x=torch.randn(3)):
    return x * mp.cpu_count()

if __name__ == "__main__":
    mp.set_start_method("spawn", force=True)
"""


def test_the_names_are_pythons_own(only):
    assert check_case(only(IMPORTS)).verdict.value == "pass"
