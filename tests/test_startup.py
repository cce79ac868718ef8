"""What is not needed is not loaded: measured by what a fresh process has imported when it is done."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import gradcli

HEAVY = {"numpy", "torch", "jax", "rich", "pydantic", "typer", "pygraphviz", "graphviz"}
LOADED = """
import sys, atexit
atexit.register(lambda: print("LOADED", *sorted({m.partition(".")[0] for m in sys.modules}), file=sys.stderr))
"""
MAIN = "sys.argv = ['gradcli', *sys.argv[1:]]; from gradcli.__main__ import main; main()"


def loaded(cwd, *words, **environment):
    """(exit code, stdout, which of HEAVY were imported) of one command line whose output goes to a pipe."""
    home = str(Path(gradcli.__file__).parents[1])
    kept = {name: value for name, value in os.environ.items() if "COLOR" not in name and "THREADS" not in name}
    command = [sys.executable, "-c", LOADED + MAIN, *words]
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, env=kept | {"PYTHONPATH": home} | environment, check=False)
    modules = next(line for line in done.stderr.splitlines() if line.startswith("LOADED"))
    return done.returncode, done.stdout, HEAVY & set(modules.split())


def test_the_version_is_answered_before_typer_is_loaded(tmp_path):
    assert loaded(tmp_path, "--version") == (0, f"gradcli {gradcli.__version__}\n", set())


def test_help_loads_typer_and_neither_numpy_nor_rich(tmp_path):
    code, out, modules = loaded(tmp_path, "check", "--help")
    assert (code, modules) == (0, {"typer"})
    assert "--collect-only" in out


def test_explain_loads_nothing_heavy(tmp_path):
    assert loaded(tmp_path, "explain", "G101")[2] == set()


@pytest.mark.parametrize("format", ["text", "json"])
def test_a_check_on_a_pipe_loads_numpy_and_nothing_else(tmp_path, format):
    (tmp_path / "spring.expr").write_text("k = 2.5\nx = [0.1, -0.4]\nsum(k * (x - 0.2)^2 / 2)\n")
    code, out, modules = loaded(tmp_path, "check", "spring.expr", "--format", format)
    assert (code, modules) == (0, {"numpy"})
    assert "spring.expr" in out


def test_blas_gets_one_thread_unless_the_user_says_otherwise(tmp_path):
    (tmp_path / "threads.py").write_text("import os\nraise RuntimeError(os.environ['OMP_NUM_THREADS'])\n")
    assert "RuntimeError: 1" in loaded(tmp_path, "check", "threads.py")[1]
    assert "RuntimeError: 3" in loaded(tmp_path, "check", "threads.py", OMP_NUM_THREADS="3")[1]


@pytest.mark.parametrize(("layers", "line"), [(False, "torch.ones(1).exp()"), (True, "torch.nn.Linear(1, 1)")])
def test_layers_are_loaded_for_files_that_have_some(tmp_path, layers, line):
    (tmp_path / "file.py").write_text(f"import sys\nimport torch\n{line}\nraise RuntimeError('gradcli.nn.module' in sys.modules)\n")
    assert f"RuntimeError: {layers}" in loaded(tmp_path, "check", "file.py")[1]


def test_the_class_of_tensors_has_its_methods_from_the_first_look_on():
    asked = "import gradcli as torch; print(hasattr(torch.Tensor, 'relu'), 'add' in dir(torch.Tensor))"
    done = subprocess.run([sys.executable, "-c", asked], cwd=Path(gradcli.__file__).parents[1], capture_output=True, text=True, check=True)
    assert done.stdout == "True True\n"
