"""The process as a whole: what it exits with when its streams are not what they should be, and when it is told to stop."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import gradcli

COMMAND = [sys.executable, "-m", "gradcli"]
ENVIRONMENT = os.environ | {"PYTHONPATH": str(Path(gradcli.__file__).parents[1])}


def test_a_closed_standard_output_is_no_error():
    command = ["sh", "-c", 'exec "$@" >&-', "sh", *COMMAND, "explain", "G101"]
    done = subprocess.run(command, env=ENVIRONMENT, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs a device that is always full")
def test_a_full_disk_is_told_in_one_line():
    with open("/dev/full", "wb") as full:
        done = subprocess.run([*COMMAND, "explain", "G101"], env=ENVIRONMENT, stdout=full, stderr=subprocess.PIPE, check=False)
    assert (done.returncode, done.stderr) == (2, b"error: cannot write the result: No space left on device\n")


def test_a_reader_that_went_away_is_exit_141():
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run([*COMMAND, "explain", "--all"], env=ENVIRONMENT, stdout=writing, stderr=subprocess.PIPE, check=False)
    os.close(writing)
    assert (done.returncode, done.stderr) == (141, b"")


def test_an_interrupt_is_exit_130(tmp_path):
    slow = tmp_path / "slow.py"
    slow.write_text("import time\nopen(__file__ + '.started', 'w').close()\ntime.sleep(30)\n")
    heard = lambda: signal.signal(signal.SIGINT, signal.SIG_DFL)  # a suite that runs in the background ignores it
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    process = subprocess.Popen([*COMMAND, "check", str(slow)], env=ENVIRONMENT, preexec_fn=heard, **pipes)
    while not Path(f"{slow}.started").exists() and process.poll() is None:
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=20)
    assert (process.returncode, out, err) == (130, b"", b"interrupted\n")


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_a_crash_of_a_single_file_says_at_which_line(tmp_path):
    file = tmp_path / "crash.py"
    file.write_text("import ctypes\nimport gradcli as torch\ndef f(x=torch.ones(2, requires_grad=True)):\n    ctypes.string_at(0)\n    return x\n")
    done = subprocess.run([*COMMAND, "check", str(file)], env=ENVIRONMENT, capture_output=True, text=True, check=False)
    assert done.returncode == -signal.SIGSEGV
    assert "Segmentation fault" in done.stderr
    assert f'File "{file}", line 4 in f' in done.stderr
