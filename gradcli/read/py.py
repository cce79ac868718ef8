"""A Python file as cases: its functions, Function classes and modules; else what it leaves as a plain script; its calls of gradcheck."""

from __future__ import annotations

from types import CodeType

from gradcli.cases import Case, Settings, Skipped
from gradcli.errors import UsageError
from gradcli.folder import nearest
from gradcli.read import _asked, _custom, _functions, _modules, _script, _whole
from gradcli.read._file import File
from gradcli.read._load import compiled, execute
from gradcli.read._promote import LIFTING, NOTE, lift_modules
from gradcli.read._watch import FirstRun
from gradcli.read._world import FLOATING, World

Found = tuple[list[Case], list[Skipped]]


def cases(path: str, settings: Settings) -> Found:
    """The cases of a file, which is run for it. Raises ReadError when it does not load, UsageError for a dtype that is none."""
    if settings.dtype not in FLOATING:
        known = ", ".join(FLOATING)
        raise UsageError(f"dtype {settings.dtype!r} is none a check runs in{nearest(settings.dtype, FLOATING)}", hint=f"known: {known}")
    code = compiled(path)
    found, skipped = _once(path, code, settings, "")
    if found or "__main__" not in code.co_consts:
        return found, skipped
    return _once(path, code, settings, "__main__")


def whole(path: str, settings: Settings) -> Case:
    """The file as one case that runs all of it, for who wants to know what happens meanwhile. Nothing is run yet."""
    return _whole.read(path, compiled(path), settings)


def together(cases: list[Case]) -> Case:
    """The cases of one script as a single one with all their results, to look at; as a function it is not to be checked."""
    return _script.together(cases)


def _once(path: str, code: CodeType, settings: Settings, name: str) -> Found:
    """What the file holds when it is run under `name`: a script may do all its work under `if __name__ == "__main__"`."""
    world, first = World(path, settings), FirstRun()
    with world:
        world.seed(settings.seed)
        with first:
            module = execute(code, world, name)
        file = File(path, module, world, settings)
        lift_modules(file.modules)
        if world.lifts and LIFTING.happened:
            file = File(path, module, world, settings, (NOTE,))
        return _found(file, code, first)


def _found(file: File, code: CodeType, first: FirstRun) -> Found:
    """Functions, Functions and modules with an example; without any the script; else modules with an inferred input; else what the
    script's own functions call backward() on. And what gradcheck was called with.
    """
    asked = list(_asked.read(file))
    declared = [*_functions.read(file), *_custom.read(file), *_modules.read(file, infer=False)]
    if any(isinstance(one, Case) for one in declared):
        return _sorted([*declared, *_modules.unasked(file, code), *asked])
    scripts, refused = _script.read(file, code, first), _script.refused(file, first)
    if scripts or any(isinstance(one, Case) for one in asked):
        return _sorted([*declared, *scripts, *refused, *asked])
    skipped = _sorted([*declared, *refused, *asked])[1]
    found, more = _sorted(list(_modules.read(file, infer=True)))
    skipped += [one for one in more if one not in skipped]
    if not found:
        found = _script.read_local(file, code, first)
    return found, skipped if found else skipped + _custom.unasked(file)


def _sorted(all_of_them: list[Case | Skipped]) -> Found:
    """Cases and skipped, each in the order of the file."""
    ordered = sorted(all_of_them, key=lambda one: one.where.line)
    return [one for one in ordered if isinstance(one, Case)], [one for one in ordered if isinstance(one, Skipped)]
