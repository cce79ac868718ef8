"""Run a user's Python file: its module, or an error with the user's own part of the traceback."""

from __future__ import annotations

import contextlib
import io
import sys
import traceback
import warnings
from collections.abc import Callable, Iterator
from types import CodeType, ModuleType
from typing import Any, TypeVar

from gradcli.errors import GradcliError, NotSupported, ReadError, Where
from gradcli.read._caret import pointed
from gradcli.read._package import imported
from gradcli.read._torch_finder import internal, missing
from gradcli.read._world import World

T = TypeVar("T")
BINARY = "a check file is text, in UTF-8 or with a coding line"
LOST = "a module of your own lies beside the file or on PYTHONPATH; for a package, pip install it where gradcli is: {prefix}"
UNTYPED = "nothing is typed in while a file is read: put a value in place of input()"
BARE = "a file is run without arguments: give each that is required a default"
NOTEBOOK = "a file is run outside IPython: take out the lines that call get_ipython()"


def compiled(path: str) -> CodeType:
    """The file as code. Raises ReadError with the line and a caret where it is not Python."""
    try:
        with open(path, "rb") as file:
            return compile(file.read(), path, "exec", dont_inherit=True)
    except SyntaxError as error:
        raise _not_python(path, error) from None
    except (OSError, ValueError) as error:  # no permission, a directory; null bytes
        raise ReadError(f"{path} cannot be read: {getattr(error, 'strerror', None) or error}", where=Where(path)) from None


def _not_python(path: str, error: SyntaxError) -> ReadError:
    """ "mlp.py:3: invalid syntax", the line, a caret under the place."""
    text, where = (error.text or "").rstrip("\n"), Where(path, error.lineno or 0)
    shown = f"\n{pointed(text, (error.offset or 1) - 1)}" if text.strip() else ""
    return ReadError(f"{where}: {error.msg}{shown}", hint=BINARY if "null bytes" in str(error.msg) else "", where=where)


def execute(code: CodeType, world: World, name: str = "") -> ModuleType:
    """The module that running `code` leaves. Raises NotSupported for what torch has and gradcli has not, else ReadError.

    The cause of a ReadError is the user's exception.
    """
    try:
        return run(code, world, name)
    except (Exception, SystemExit) as error:  # user code
        known = missing(error)
        if known is not None:
            raise known from None
        raise failed(code.co_filename, error) from error


def run(code: CodeType, world: World, name: str = "") -> ModuleType:
    """The module that running `code` leaves; `name` as its __name__, else one made from the file's.

    sys.exit(0) ends the file normally; what else the file raises comes through.
    """
    module = _module(code, world, name)
    if imported(module, code, world.package):
        return module
    kept = sys.modules.get(module.__name__)
    sys.modules[module.__name__] = module  # dataclasses and type hints look their module up there
    try:
        exec(code, module.__dict__)
    except SystemExit as end:
        if end.code not in (0, None):
            raise
    finally:
        if kept is not None:
            sys.modules[module.__name__] = kept
    return module


def _module(code: CodeType, world: World, name: str) -> ModuleType:
    stem = world.file.stem
    free = stem if stem.isidentifier() and stem not in sys.stdlib_module_names and stem not in sys.modules else f"{stem}_checked"
    module = ModuleType(name or (f"{world.package}.{stem}" if world.package else free))
    module.__file__, module.__package__ = str(world.file), world.package
    module.__dict__["__builtins__"] = __builtins__
    return module


def failed(path: str, error: BaseException) -> ReadError:
    """What to raise instead of something a file raised while it was read: its text is the user's part of the traceback."""
    if isinstance(error, GradcliError):
        kind = NotSupported if isinstance(error, NotSupported) else ReadError
        return kind(error.what, hint=error.hint, where=error.where or _where(path, error))
    what = f"{path} does not load: {type(error).__name__}: {error}\n{trimmed(error)}"
    return ReadError(what, hint=_remedy(error), where=_where(path, error))


def _remedy(error: BaseException) -> str:
    """What to do about an error that comes of how a file is run here; "" for others."""
    if isinstance(error, ModuleNotFoundError):
        return LOST.format(prefix=sys.prefix)
    if isinstance(error, SystemExit):
        return BARE if error.code == 2 else ""  # argparse and click
    if isinstance(error, NameError):
        return NOTEBOOK if error.name == "get_ipython" else ""
    return UNTYPED if isinstance(error, EOFError) and "reading a line" in str(error) else ""


def trimmed(error: BaseException) -> str:
    """The traceback without the frames of gradcli and of the import system."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if not internal(frame.filename)]
    lines = ["Traceback (most recent call last):\n", *traceback.format_list(frames), *traceback.format_exception_only(error)]
    return "".join(lines).rstrip()


def _where(path: str, error: BaseException) -> Where:
    """The last line of the file itself in the traceback."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename == path]
    return Where(path, frames[-1].lineno or 0, frames[-1].name) if frames else Where(path)


def guarded(call: Callable[..., T], *args: Any, **kwargs: Any) -> T:
    """call(...), an error about a name that gradcli's engine has not turned into NotSupported; others pass."""
    try:
        return call(*args, **kwargs)
    except (AttributeError, ImportError) as error:
        known = missing(error)
        if known is None:
            raise
        raise known from error


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Nothing that user code prints or warns of once more is shown."""
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
