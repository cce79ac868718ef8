"""gradcli eval: the value of a formula or a file, and the gradient with respect to every input."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from gradcli.cases import Case, Settings
from gradcli.cli import terminal
from gradcli.cli.collect import one, tracing
from gradcli.cli.listing import described
from gradcli.cli.options import Eval
from gradcli.errors import GradcliError, ReadError, UsageError
from gradcli.folder import nearest


def run(options: Eval) -> int:
    """Write each output and each gradient; of an output with several elements, the gradient of their sum."""
    at = bindings(options.at)
    with terminal.aside():
        case = _case(options, at)
        outputs, gradients = evaluate(case)
    terminal.say("\n".join(_lines(case, options, outputs, gradients)) + "\n")
    return 0


def bindings(at: tuple[str, ...]) -> dict[str, str]:
    """ "x=1,y=[1, 2]" to {"x": "1", "y": "[1, 2]"}. Raises UsageError for anything else."""
    found: dict[str, str] = {}
    for text in at:
        for part in _pieces(text):
            name, equals, value = (word.strip() for word in part.partition("="))
            if not (equals and value and name.isidentifier()):
                raise UsageError(f"--at {text} is not NAME=VALUE", hint='--at x=1,y=2, or --at "x=[1, 2]"')
            found[name] = value
    return found


def _pieces(text: str) -> list[str]:
    """The parts between commas that are followed by a name and "=": commas inside a list do not count."""
    return re.split(r",\s*(?=[^\W\d]\w*\s*=)", text)


def _case(options: Eval, at: Mapping[str, str]) -> Case:
    if bool(options.expression) == bool(options.target):
        raise UsageError("gradcli eval takes a file or a formula", hint='gradcli eval -e "sin(x) * y" --at x=1,y=2')
    values = {name: _number(name, text) for name, text in at.items()}
    if options.target:
        return _moved(one(options.target, "eval", tracing(options.target, options.seed, options.engine)), values)
    from gradcli.read import expr

    return expr.case_from_text(options.expression, "-e", Settings(seed=options.seed, engine=options.engine), values)


def _number(name: str, text: str) -> Any:
    """A number or a list of numbers. Raises UsageError for anything else."""
    import ast

    import numpy as np

    try:
        return np.asarray(ast.literal_eval(text), dtype=complex if "j" in text else float)
    except (ValueError, SyntaxError, TypeError):
        raise UsageError(f"{name}={text} is not a number or a list of numbers") from None


def _moved(case: Case, values: Mapping[str, Any]) -> Case:
    """The case at another point. Raises UsageError for a name that is none of its inputs, or a value of another shape."""
    import numpy as np

    inputs = dict(case.inputs)
    for name, value in values.items():
        if name not in inputs:
            raise UsageError(f"{case.id} has no input {name!r}{nearest(name, inputs)}", hint=f"its inputs: {', '.join(inputs)}")
        if value.shape not in ((), inputs[name].shape):
            raise UsageError(f"{name} has shape {inputs[name].shape}, the value given {value.shape}")
        inputs[name] = np.broadcast_to(value, inputs[name].shape).astype(inputs[name].dtype)
    return replace(case, inputs=inputs)


def evaluate(case: Case) -> tuple[dict[str, Any], dict[str, Any]]:
    """Outputs by name, and by input the gradient of the sum of all outputs (None: no path). Raises ReadError when user code raises."""
    import numpy as np

    from gradcli import engines

    try:
        with case.around():
            outputs, carries, pull = engines.get(case.engine).pull(case.fn, case.inputs)
            gs = [np.ones_like(y) if carries[name] else None for name, y in outputs.items()]
            return outputs, pull(gs) if any(carries.values()) else dict.fromkeys(case.inputs)
    except GradcliError:
        raise
    except Exception as error:  # user code may raise anything
        raise ReadError(f"{case.id} raised {type(error).__name__}: {error}", where=case.where) from error


def _lines(case: Case, options: Eval, outputs: Mapping[str, Any], gradients: Mapping[str, Any]) -> Iterator[str]:
    shown = [(name if len(outputs) > 1 else "value", y) for name, y in outputs.items()]
    rows = [*shown, *((f"d/d{name}", g) for name, g in gradients.items())]
    width = max(len(label) for label, _ in rows)
    point = ", ".join(f"{name} = {_short(x)}" for name, x in case.inputs.items())
    title = options.expression or case.id
    yield f"{title}   at {point}\n" if point else f"{title}\n"
    for label, value in rows:
        yield from _value(label.ljust(width), value)
    if sum(y.size for y in outputs.values()) > 1:
        yield f"\nThe gradients are those of the sum of all {'outputs' if len(outputs) > 1 else 'elements'}."


def _value(label: str, value: Any) -> Iterator[str]:
    """The lines of one array, the second and following ones under the first."""
    import numpy as np

    text = "no path" if value is None else np.array2string(np.asarray(value), precision=9, threshold=200, max_line_width=100)
    first, *rest = text.splitlines()
    yield f"  {label}  {first}"
    yield from (f"  {' ' * len(label)}  {line}" for line in rest)


def _short(x: Any) -> str:
    """A short array as it is, a long one by its shape."""
    if x.ndim > 1 or x.size > 4:
        return described(x)
    numbers = ", ".join(f"{value:.6g}" for value in x.ravel())
    return f"[{numbers}]" if x.ndim else numbers
