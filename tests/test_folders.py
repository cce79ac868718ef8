"""Every module of a plug-in folder fits the protocol of its folder, and an unknown name is answered with the known ones."""

from __future__ import annotations

import inspect

import pytest
from example_report import everything

from gradcli import folder
from gradcli.errors import UsageError


def modules(package):
    return [pytest.param(package, name, id=f"{package}.{name}") for name in folder.names(package)]


def parameters(function):
    return [p.name for p in inspect.signature(function).parameters.values() if p.default is p.empty]


@pytest.mark.parametrize(("package", "name"), modules("gradcli.report"))
def test_a_report_is_a_function_from_report_to_text(package, name):
    assert isinstance(folder.get(package, name).write(everything()), str)


@pytest.mark.parametrize(("package", "name"), modules("gradcli.draw.formats"))
def test_a_picture_format_is_a_function_from_view_to_bytes(package, name):
    write = folder.get(package, name).write
    assert parameters(write) == ["view"]
    assert inspect.signature(write).return_annotation == "bytes"


@pytest.mark.parametrize(("package", "name"), modules("gradcli.engines"))
def test_an_engine_has_the_functions_of_the_protocol(package, name):
    engine = folder.get(package, name).ENGINE
    assert [method for method in ("call", "pull", "graph", "random_state", "restore") if not callable(getattr(engine, method, None))] == []


@pytest.mark.parametrize(("package", "name"), modules("gradcli.numeric"))
def test_a_numeric_method_estimates_a_derivative(package, name):
    assert parameters(folder.get(package, name).derivative)[:2] == ["f", "x"]


@pytest.mark.parametrize(("package", "name"), modules("gradcli.read"))
def test_a_reader_turns_a_file_into_cases(package, name):
    assert callable(folder.get(package, name).cases)


@pytest.mark.parametrize("package", ["gradcli.report", "gradcli.engines", "gradcli.draw.formats", "gradcli.numeric"])
def test_an_unknown_name_lists_the_known_ones(package):
    with pytest.raises(UsageError) as error:
        folder.get(package, "no_such_thing")
    assert error.value.hint == f"known: {', '.join(folder.names(package))}"
    assert error.value.exit_code == 2


def test_a_misspelt_name_is_answered_with_the_nearest():
    with pytest.raises(UsageError, match="did you mean 'json'"):
        folder.get("gradcli.report", "jsno")


def test_private_modules_are_no_plug_ins():
    assert "text" in folder.names("gradcli.report")
    assert "_rows" not in folder.names("gradcli.report")
