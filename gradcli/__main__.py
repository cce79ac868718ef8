"""python -m gradcli: run one command line and leave."""

from __future__ import annotations

import contextlib
import faulthandler
import gc
import os
import sys
from typing import NoReturn

from gradcli import __version__

# one thread each: a second, pre-empted BLAS thread turned a matrix product of 0.16 ms into 30-50 ms
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


def main() -> None:
    """Run the command line of this process and end it with the command's exit code."""
    argv = sys.argv[1:]
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # closed by the shell: 2>&-
            setattr(sys, name, open(os.devnull, "w"))  # noqa: SIM115  as long as the process lives
    if argv == ["--version"]:
        print(f"gradcli {__version__}")
        return
    gc.set_threshold(10_000)  # imports make objects by the ten thousand, hardly any of them garbage: 25 of 440 ms
    with contextlib.suppress(ValueError, OSError):  # a standard error that is no file
        faulthandler.enable()  # a crash in C code ends this process: at least it says at which line
    from gradcli.cli import run

    for variable in THREADS:
        os.environ.setdefault(variable, "1")
    leave(run(argv))


def leave(code: int) -> NoReturn:
    """End the process. One that is ours leaves without taking the interpreter and numpy apart: 6 of 55 ms."""
    if not _ours():
        sys.exit(code)
    import atexit

    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError):  # nobody reads any more: the exit code has said so
            stream.flush()
    os._exit(code)


def _ours() -> bool:
    """Whether nothing else lives in this process: a host program, a debugger or profiler, threads of a checked file."""
    import threading

    name = os.path.basename(sys.argv[0])
    watched = sys.gettrace() or sys.getprofile()
    return name in ("gradcli", "__main__.py") and not watched and threading.active_count() == 1


if __name__ == "__main__":
    main()
