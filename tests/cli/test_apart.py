"""Hostile files: a crash, an exit, a hang, endless memory; every other case keeps its verdict."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gradcli import cli
from gradcli.cli import apart, worker

pytestmark = pytest.mark.skipif(not apart.possible(), reason="this system cannot fork")

HEAD = "import ctypes, os, sys\nimport gradcli as torch\n"
GOOD = "def {name}(x=torch.linspace(-1.0, 2.0, 4, requires_grad=True)):\n    return x * 2\n"
BAD = "def {name}(x=torch.linspace(-1.0, 2.0, 4, requires_grad=True)):\n    {body}\n"


def verdicts(folder: Path, capsys: Any, *flags: str) -> dict[str, tuple[str, ...]]:
    """(verdict, code, line) by id; the report is one JSON document whatever the code wrote."""
    cli.run(["check", str(folder), "--format", "json", *flags])
    checks = json.loads(capsys.readouterr().out)["checks"]
    told = {Path(check["id"]).name: [(finding["code"], str(finding["line"])) for finding in check["findings"]] for check in checks}
    return {Path(check["id"]).name: (check["verdict"], *(told[Path(check["id"]).name] or [()])[0]) for check in checks}


def write(folder: Path, name: str, *functions: str) -> None:
    (folder / name).write_text(HEAD + "".join(functions))


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("ctypes.string_at(0)", "G607"),
        ("os._exit(0)", "G607"),
        ("os.abort()", "G607"),
        ("os.closerange(3, 256); return x * 2", "G607"),
        ("os.fork() or __import__('time').sleep(60); os._exit(1)", "G607"),
        ("while True: pass", "G608"),
        ("sys.exit(3)", "G601"),
        ("return x * len(bytearray(2 ** 42))", "G601"),
    ],
)
def test_what_ends_one_case_leaves_the_others_their_verdicts(body: str, code: str, tmp_path: Path, capsys: Any) -> None:
    write(tmp_path, "a.py", GOOD.format(name="f"))
    write(tmp_path, "b.py", GOOD.format(name="before"), BAD.format(name="bad", body=body), GOOD.format(name="behind"))
    write(tmp_path, "c.py", GOOD.format(name="f"))

    found = verdicts(tmp_path, capsys, "--timeout", "2")

    line = found["b.py::bad"][2]
    assert found.pop("b.py::bad") == ("error", code, line)
    assert line in ("5", "6")  # of the function, or of the statement where that is known
    assert found == dict.fromkeys(["a.py::f", "b.py::before", "b.py::behind", "c.py::f"], ("pass",))


@pytest.mark.parametrize(("line", "code"), [("os._exit(3)", "G607"), ("while True: pass", "G608")])
def test_a_file_that_ends_the_reader_is_one_error(line: str, code: str, tmp_path: Path, capsys: Any) -> None:
    write(tmp_path, "a.py", GOOD.format(name="f"))
    write(tmp_path, "b.py", line + "\n", GOOD.format(name="f"))
    write(tmp_path, "c.py", GOOD.format(name="f"))

    found = verdicts(tmp_path, capsys, "--timeout", "2")

    assert {id: word[0] for id, word in found.items()} == {"a.py::f": "pass", "b.py": "error", "c.py::f": "pass"}
    assert found["b.py"][1] == code


def test_the_line_of_a_hang_is_named(tmp_path: Path, capsys: Any) -> None:
    write(tmp_path, "a.py", BAD.format(name="slow", body="y = x * 2\n    while y.sum() > -1: y = y * 1"))

    assert verdicts(tmp_path, capsys, "--timeout", "1")["a.py::slow"] == ("error", "G608", "5")


def test_loading_the_engine_is_no_files_time(tmp_path: Path, capsys: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, "a.py", GOOD.format(name="f"))
    get, once = worker.engines.get, iter([1.5])
    monkeypatch.setattr(worker.engines, "get", lambda name: time.sleep(next(once, 0.0)) or get(name))

    assert verdicts(tmp_path, capsys, "--timeout", "1") == {"a.py::f": ("pass",)}


def test_what_is_written_past_python_stays_out_of_the_report(tmp_path: Path, capsys: Any) -> None:
    write(tmp_path, "a.py", BAD.format(name="f", body=r"os.write(1, b'\x00\xff'); print('hello'); return x * 2"))
    write(tmp_path, "b.py", GOOD.format(name="f"))

    assert set(verdicts(tmp_path, capsys).values()) == {("pass",)}


def test_a_limit_of_failures_counts_crashes(tmp_path: Path, capsys: Any) -> None:
    write(tmp_path, "a.py", BAD.format(name="f", body="os.abort()"))
    write(tmp_path, "b.py", GOOD.format(name="f"))

    assert list(verdicts(tmp_path, capsys, "-x")) == ["a.py::f"]


@pytest.mark.parametrize("flags", [["--timeout", "0"], ["--timeout", "-1"], ["--memory", "much"]])
def test_limits_that_are_none_are_a_wrong_call(flags: list[str], tmp_path: Path, capsys: Any) -> None:
    write(tmp_path, "a.py", GOOD.format(name="f"))

    assert cli.run(["check", str(tmp_path), *flags]) == 2
    assert flags[0] in capsys.readouterr().err


def test_a_name_that_does_not_exist_is_a_wrong_call_here_too(tmp_path: Path, capsys: Any) -> None:
    write(tmp_path, "a.py", GOOD.format(name="loss"))

    assert cli.run(["check", f"{tmp_path / 'a.py'}::los", "--timeout", "9"]) == 2
    assert "did you mean 'loss'" in capsys.readouterr().err


def test_the_worker_of_a_run_that_is_told_to_stop_stops(tmp_path: Path) -> None:
    write(tmp_path, "a.py", "open('worker', 'w').write(str(os.getpid()))\nwhile True: pass\n")
    run = subprocess.Popen([sys.executable, "-m", "gradcli", "check", "a.py", "--timeout", "60"], cwd=tmp_path)
    _wait(lambda: (tmp_path / "worker").exists() and (tmp_path / "worker").read_text() != "")
    worker = int((tmp_path / "worker").read_text())

    run.send_signal(signal.SIGTERM)

    assert run.wait(20) == 128 + signal.SIGTERM
    with pytest.raises(ProcessLookupError):
        os.kill(worker, 0)


def _wait(ready: Callable[[], bool]) -> None:
    """Until it is so; a minute at most."""
    deadline = time.monotonic() + 60
    while not ready():
        assert time.monotonic() < deadline
        time.sleep(0.02)
