"""The type stubs: current, and enough for mypy to see every public name with its signature."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from gradcli.autograd import names, stubs

ROOT = Path(__file__).parent.parent

GOOD = """
import gradcli as torch
import gradcli.nn.functional as F
from gradcli import Tensor, case, nn, normal

x = torch.randn(3, requires_grad=True)
y = x.sin().sum()
z: Tensor = torch.nn.functional.relu(x) + 1
w: Tensor = (x * 2 - 1) @ torch.ones(3, 3, dtype=torch.float64)
y.backward()
p = nn.Parameter(torch.zeros(3))
q: Tensor = torch.sin(p) + p.exp() - -p
s: float = torch.linalg.norm(w, dim=0).mean().item()
values, places = torch.max(w, dim=0)
h: Tensor = F.cross_entropy(w, torch.tensor([1, 2, 0]))
u: Tensor = torch.fft.fft(w).abs() > 0
i: Tensor = x[0:2].view(2, 1).add_(3).relu_()
d: Tensor = torch.addmm(w, w, w, beta=2.0)
kind: torch.dtype = torch.long
size: torch.Size = x.shape
pi: float = torch.pi
entropy: Tensor = torch.special.entr(w)
optimizer = torch.optim.Adam(nn.Linear(3, 4).parameters(), lr=1e-2)
with torch.no_grad():
    x -= 0.1


@case(x=normal(3))
def f(x: Tensor) -> Tensor:
    return x.square().sum()
"""

BAD = {
    "torch.snore(x)": 'Module has no attribute "snore"',
    "torch.nn.functional.snore(x)": 'Module has no attribute "snore"',
    "torch.linalg.snore(x)": 'Module has no attribute "snore"',
    "x.snore()": '"Tensor" has no attribute "snore"',
    "torch.sin(x, dimm=1)": 'Unexpected keyword argument "dimm"',
    "x.reshape_as()": 'Missing positional argument "other"',
}


def checked(folder: Path, text: str) -> list[str]:
    """What mypy says about a user's file in strict mode."""
    pytest.importorskip("mypy")
    (folder / "script.py").write_text(text)
    command = [sys.executable, "-m", "mypy", "--strict", "--config-file=", "--cache-dir", str(ROOT / ".mypy_cache" / "stubs"), "script.py"]
    done = subprocess.run(command, cwd=folder, env={"MYPYPATH": str(ROOT), "PATH": ""}, capture_output=True, text=True, check=False)
    return done.stdout.splitlines()


def test_the_stubs_are_current():
    stale = [path for path, text in stubs.files().items() if (stubs.HOUSE / path).read_text(encoding="utf-8") != text]
    assert stale == [], "write them again: python -m gradcli.autograd.stubs"


def test_mypy_accepts_a_script_that_uses_names_of_every_space(tmp_path):
    assert checked(tmp_path, GOOD) == ["Success: no issues found in 1 source file"]


def test_mypy_refuses_unknown_names_and_arguments(tmp_path):
    said = checked(tmp_path, "\n".join(["import gradcli as torch", "x = torch.ones(3)", *BAD]))
    missing = [words for line, words in enumerate(BAD.values(), 3) if not any(f":{line}: error: {words}" in each for each in said)]
    assert missing == [], said


@pytest.mark.parametrize("space", names.SPACES)
def test_every_public_name_is_in_a_stub(space):
    path = {**stubs.FACES, "torch": "__init__.pyi", "Tensor": "autograd/methods.pyi"}[space]
    text = stubs.files()[path]
    starts = [f"{start} {name}" for name in names.all_of(space) for start in ("def",)]
    missing = [s for s in starts if f"{s}(" not in text and f"as {s[4:]}\n" not in text and f"\n{s[4:]}: " not in text]
    assert [s for s in missing if f"class {s[4:]}(" not in text] == []
