"""A file written on the spot, and what gradcli finds in it."""

import textwrap
from collections import namedtuple

import numpy as np
import pytest

from gradcli import check, engines, read
from gradcli.cases import Settings

Evaluated = namedtuple("Evaluated", "outputs gradients")


@pytest.fixture
def write(tmp_path, monkeypatch):
    """write(text, name="file.py") -> its name, in an empty directory that is the current one."""
    monkeypatch.chdir(tmp_path)

    def written(text, name="file.py"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(text))
        return name

    return written


@pytest.fixture
def found(write):
    """found(text, **settings) -> (cases, skipped) of a file with that text."""

    def cases(text, name="file.py", **settings):
        return read.cases(write(text, name), Settings(**settings))

    return cases


@pytest.fixture
def only(found):
    """only(text, **settings) -> the single case of a file with that text."""

    def case(text, name="file.py", **settings):
        cases, skipped = found(text, name, **settings)
        assert len(cases) == 1, skipped
        return cases[0]

    return case


@pytest.fixture
def evaluate():
    """evaluate(case, **inputs) -> outputs and gradients of the sum of all outputs, at other inputs if given."""

    def evaluated(case, **inputs):
        point = {name: np.array(inputs.get(name, value), dtype=value.dtype) for name, value in case.inputs.items()}
        with case.around():
            outputs, carries, pull = engines.get(case.engine).pull(case.fn, point)
            gradients = pull([np.ones_like(y) if carries[name] else None for name, y in outputs.items()])
        return Evaluated(outputs, gradients)

    return evaluated


@pytest.fixture
def verdict():
    """verdict(case) -> what a check says of it."""

    def checked(case):
        with case.around():
            return check.check_case(case).verdict

    return checked
