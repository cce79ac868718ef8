"""JSON: the document fits the schema that is shipped, and JSON's own numbers hold what JSON can."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from example_report import RUN, checked, everything, wrong

from gradcli.finding import Report, Verdict
from gradcli.report import json as writer

SCHEMA = json.loads((Path(writer.__file__).parent / "report.schema.json").read_text())
TYPES = {"object": dict, "array": list, "string": str, "boolean": bool, "null": type(None)}


def misfits(value, schema, path="report"):
    """Where `value` does not fit `schema`: the keywords the shipped schema uses, and no key it does not list."""
    if "$ref" in schema:
        return misfits(value, SCHEMA["$defs"][schema["$ref"].rpartition("/")[2]], path)
    if "anyOf" in schema:
        tried = [misfits(value, one, path) for one in schema["anyOf"]]
        return [] if [] in tried else [f"{path}: {value!r} fits none of anyOf"]
    found = []
    if value not in schema.get("enum", [schema.get("const", value)]):
        found.append(f"{path}: {value!r} is not allowed")
    if "type" in schema and not any(_is(value, name) for name in np.atleast_1d(schema["type"])):
        return [f"{path}: {value!r} is no {schema['type']}"]
    if "pattern" in schema and isinstance(value, str) and not re.search(schema["pattern"], value):
        found.append(f"{path}: {value!r} does not match")
    if isinstance(value, dict) and "properties" in schema:
        known = schema["properties"]
        found += [f"{path}: {key} is missing" for key in schema.get("required", ()) if key not in value]
        found += [f"{path}: {key} is not in the schema" for key in value if key not in known]
        found += [line for key in value if key in known for line in misfits(value[key], known[key], f"{path}.{key}")]
    if isinstance(value, list):
        found += [line for i, one in enumerate(value) for line in misfits(one, schema.get("items", {}), f"{path}[{i}]")]
    return found


def _is(value, name):
    if name in ("number", "integer"):
        return isinstance(value, int if name == "integer" else (int, float)) and not isinstance(value, bool)
    return isinstance(value, TYPES[name])


def document(report):
    def refuse(word):
        raise ValueError(f"{word} is no JSON")

    return json.loads(writer.write(report), parse_constant=refuse)


@pytest.mark.parametrize("report", [everything(), Report((), run=RUN)], ids=["every verdict", "empty"])
def test_the_document_fits_the_schema(report):
    assert misfits(document(report), SCHEMA) == []


def test_the_validator_sees_a_misfit():
    broken = document(everything())
    broken["checks"][0]["verdict"] = "fine"
    broken["run"]["extra"] = 1
    del broken["summary"]["pass"]
    assert len(misfits(broken, SCHEMA)) == 3


def test_numbers_that_json_lacks_are_words():
    entry = replace(wrong().entry, analytic=complex(1, 2), numeric=float("nan"), bound=np.float64("inf"))
    found = document(Report((checked("a.py::f", Verdict.FAIL, replace(wrong(), entry=entry)),), run=RUN))["checks"][0]["findings"][0]
    assert [found["entry"][key] for key in ("analytic", "numeric", "bound")] == ["1+2j", "nan", "inf"]


def test_numpy_numbers_are_numbers():
    entry = replace(wrong().entry, analytic=np.float32(0.5), output_index=(np.int64(2),))
    found = document(Report((checked("a.py::f", Verdict.FAIL, replace(wrong(), entry=entry)),), run=RUN))["checks"][0]["findings"][0]
    assert (found["entry"]["analytic"], found["entry"]["output_index"]) == (0.5, [2])


def test_results_are_sorted_by_id_and_counted():
    report = document(replace(everything(), checks=everything().checks[::-1]))
    ids = [check["id"] for check in report["checks"]]
    assert ids == sorted(ids)
    assert (report["summary"]["pass"], report["summary"]["fail"], report["summary"]["skipped"]) == (2, 1, 1)
    assert report["run"]["exit_code"] == 1


def test_the_message_has_the_numbers_and_the_explanation_the_reason():
    check = next(check for check in document(everything())["checks"] if check["verdict"] == "fail")
    found = check["findings"][0]
    assert found["message"] == (
        "analytic and numeric gradient differ: d y[2] / d x[5] analytic 2.01300000, numeric 1.71300000 ± 3e-10: "
        "6 of 48 entries differ, all in column 5"
    )
    assert found["explanation"].startswith("off by the factor 1.175")
    assert found["node"]["op"] == "Softplus"
    assert found["node"]["grad_fn"] == "SoftplusBackward"


def test_long_output_is_cut_at_the_front_and_says_so():
    captured = document(Report((checked("a.py::f", stdout="x" * 70_000 + "end"),), run=RUN))["checks"][0]["captured"]
    assert captured["truncated"] is True
    assert captured["stdout"].endswith("end")
    assert len(captured["stdout"]) == 65_536


def test_undecodable_output_can_be_written():
    captured = document(Report((checked("a.py::f", stdout="\udcff"),), run=RUN))["checks"][0]["captured"]
    assert captured["stdout"] == "?"
