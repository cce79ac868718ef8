"""JSON: the document fits the schema that is shipped, and JSON's own numbers hold what JSON can."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from example_report import RUN, checked, everything, wrong
from report_schema import misfits

from gradcli.finding import Report, Verdict
from gradcli.report import json as writer


def document(report):
    def refuse(word):
        raise ValueError(f"{word} is no JSON")

    return json.loads(writer.write(report), parse_constant=refuse)


@pytest.mark.parametrize("report", [everything(), Report((), run=RUN)], ids=["every verdict", "empty"])
def test_the_document_fits_the_schema(report):
    assert misfits(document(report)) == []


def test_the_validator_sees_a_misfit():
    broken = document(everything())
    broken["checks"][0]["verdict"] = "fine"
    broken["run"]["extra"] = 1
    del broken["summary"]["pass"]
    assert len(misfits(broken)) == 3


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
