"""gradcli check: exit codes, selection, what goes to which stream, and the words for every mistake."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest


@pytest.mark.parametrize(
    ("lines", "flags", "code"),
    [
        ("f pass", "", 0),
        ("f fail", "", 1),
        ("f error", "", 1),
        ("f nonfinite", "", 1),
        ("f nondeterministic", "", 1),
        ("f nondifferentiable", "", 0),
        ("f nondifferentiable", "--strict", 1),
        ("f inconclusive", "", 0),
        ("f inconclusive", "--strict", 1),
        ("f fail\ng fail\nh fail", "", 1),  # never a count
        ("f fail", "--exit-zero", 0),
        ("f broken", "", 1),
        ("f broken", "--exit-zero", 0),
        ("f skip no value", "", 5),
        ("f skip no value", "--allow-empty", 0),
        ("f pass", "-k g", 5),
        ("f bug", "", 3),
        ("f interrupt", "", 130),
        ("f nondifferentiable", "--strict --ignore G201", 0),
        ("f fail", "--select G2", 0),
        ("f fail", "--select G1", 1),
    ],
)
def test_the_exit_code_says_what_happened(gradcli, lines, flags, code):
    Path("f.py").write_text(lines)
    assert gradcli(f"check f.py {flags}").code == code


def test_a_bug_of_ours_shows_its_traceback_and_says_so(gradcli):
    Path("f.py").write_text("f bug")
    answer = gradcli("check f.py")
    assert "RuntimeError: a bug of ours" in answer.err
    assert answer.err.rstrip().splitlines()[-1].startswith("This is a bug in gradcli")


def test_a_directory_without_check_files_says_which_those_are(gradcli):
    Path("train.py").write_text("f pass")
    Path("none.py").write_text("")
    Path("data").mkdir()
    answer = gradcli("check data")
    assert answer.code == 5
    assert "name the file, or add it to `include`" in answer.err
    assert "a public function" in gradcli("check none.py").err


def test_a_selection_that_matches_nothing_is_not_taken_for_a_file_without_cases(gradcli):
    Path("train.py").write_text("f pass")
    answer = gradcli("check train.py -k g")
    assert answer.code == 5
    assert answer.err == "hint: -k g may match none: --collect-only without -k lists the cases there are\n"


def test_without_paths_the_directory_is_checked(gradcli):
    Path("a.py").write_text("f pass")
    Path("b.py").write_text("g fail")
    answer = gradcli("check")
    assert answer.code == 1
    assert "a.py::f" in answer.out
    assert "b.py::g" in answer.out


def test_one_case_is_chosen_by_name_and_a_stack_of_cases_by_its_base_name(gradcli):
    Path("a.py").write_text("loss[0] pass\nloss[1] fail\nother fail")
    assert gradcli("check a.py::loss[0]").code == 0
    assert "3 check" not in gradcli("check a.py::loss").out
    assert "2 checks: 1 passed, 1 failed" in gradcli("check a.py::loss").out


def test_k_chooses_by_id(gradcli):
    Path("a.py").write_text("loss pass\nslow_loss fail\nnet fail")
    assert "1 check: 1 passed" in gradcli("check", "a.py", "-k", "loss and not slow").out


def test_x_and_max_failures_stop_early(gradcli):
    Path("a.py").write_text("a pass\nb fail\nc fail\nd fail")
    assert "2 checks: 1 passed, 1 failed" in gradcli("check a.py -x").out
    assert "3 checks: 1 passed, 2 failed" in gradcli("check a.py --max-failures 2").out


def test_a_file_that_does_not_load_is_a_case_with_verdict_error_and_the_others_are_checked(gradcli):
    Path("a.py").write_text("f broken")
    Path("b.py").write_text("g pass")
    document = json.loads(gradcli("check --format json").out)
    assert [(check["id"], check["verdict"]) for check in document["checks"]] == [("a.py", "error"), ("b.py::g", "pass")]
    assert document["checks"][0]["findings"][0]["code"] == "G606"
    assert "ZeroDivisionError" in document["checks"][0]["findings"][0]["message"]


def test_json_is_the_only_thing_on_stdout_and_notes_go_to_stderr(gradcli):
    Path("a.py").write_text("f print hello\ng skip no value")
    answer = gradcli("check a.py --format json")
    assert json.loads(answer.out)["run"]["exit_code"] == 5
    assert "hello" not in answer.out
    assert "gradcli init" in answer.err


def test_what_a_file_prints_while_it_is_read_is_shown_under_its_failing_case_only(gradcli):
    Path("a.py").write_text("x print hello\nf fail")
    Path("b.py").write_text("x print world\nf pass")
    out = gradcli("check").out
    assert "hello" in out
    assert "world" not in out


def test_reports_are_written_to_files_as_well(gradcli):
    Path("a.py").write_text("f fail")
    answer = gradcli("check a.py --report json=r.json --report concise=r.txt --color always")
    assert json.loads(Path("r.json").read_text())["summary"]["fail"] == 1
    assert "G101" in Path("r.txt").read_text()
    assert "\x1b[" in answer.out
    assert "\x1b[" not in Path("r.txt").read_text()


def test_the_command_that_repeats_a_case_names_what_is_not_the_default(gradcli):
    Path("a.py").write_text("f fail")
    out = gradcli("check a.py --seed 7 --order 2").out
    assert "again: gradcli check a.py::f --seed 7 --order 2 -v" in out


def test_collect_only_lists_cases_and_skipped_functions_with_the_reason(gradcli):
    Path("a.py").write_text("f fail\ng skip parameter `w` has no value")
    answer = gradcli("check --collect-only")
    assert answer.code == 0
    assert "a.py::f" in answer.out
    assert "skipped  a.py::g: parameter `w` has no value" in answer.out


def test_collect_only_lists_for_programs_too(gradcli):
    Path("a.py").write_text("f fail\ng skip parameter `w` has no value")
    found = json.loads(gradcli("check --collect-only --format json").out)
    (case,) = found["cases"]
    assert (case["id"], case["file"], case["engine"]) == ("a.py::f", "a.py", "builtin")
    assert all(set(one) == {"name", "shape", "dtype", "source"} for one in case["inputs"])
    assert [(one["id"], one["reason"]) for one in found["skipped"]] == [("a.py::g", "parameter `w` has no value")]
    assert found["broken"] == []


def test_quiet_shows_only_what_did_not_pass(gradcli):
    Path("a.py").write_text("f pass\ng fail")
    out = gradcli("check -q").out
    assert "a.py::f" not in out
    assert "a.py::g" in out


def test_durations_lists_the_slowest(gradcli):
    Path("a.py").write_text("f pass\ng pass")
    assert gradcli("check --durations 1").out.count("<1 ms") == 3  # two rows and one line of the list


def test_two_runs_differ_only_in_their_times(gradcli):
    Path("a.py").write_text("f pass\ng fail\nh skip why")
    documents = [json.loads(gradcli("check --format json").out) for _ in range(2)]
    for document in documents:
        del document["run"]["started"], document["run"]["duration_s"]
        for check in document["checks"]:
            del check["duration_s"], check["timing"]
    assert documents[0] == documents[1]


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("check lost.py", "lost.py does not exist"),
        ("check moddel.py", "did you mean 'model.py'?"),
        ("check sub/moddel.py", "sub/moddel.py does not exist; did you mean 'model.py'?"),
        ("check model.py::los", "model.py has no case 'los'; did you mean 'loss'?"),
        ("check model.py::los", "model.py holds: loss, net"),
        ("check model.py::helper", "model.py::helper is not a case: no value"),
        ("check sub::loss", "sub is a directory"),
        ("check --sed 3", "unknown option --sed; did you mean '--seed'?"),
        ("check --seed three", "--seed three is not a whole number"),
        ("check --rtol much", "--rtol much is not a number"),
        ("check --seed", "requires an argument"),
        ("check --mode ful", "did you mean 'full'?"),
        ("check --method complx", "unknown method 'complx'; did you mean 'complex'?"),
        ("check --method complx", "known: auto, central, complex"),
        ("check --order 3", "known: 1, 2"),
        ("check --points 0", "--points 0 is not 1 or more"),
        ("check --max-failures 0", "--max-failures 0 is not 1 or more"),
        ("check --seed -1", "--seed -1 is not 0 or more"),
        ("check --durations -3", "--durations -3 is not 0 or more"),
        ("lint model.txt", "model.txt is no file that gradcli reads"),
        ("init model.txt", "a check file ends in .py"),
        ("check --rtol -1", "rtol -1.0 is not a number >= 0"),
        ("check --format jsno", "unknown format 'jsno'; did you mean 'json'?"),
        ("check --format jsno", "known: concise, json, text"),
        ("check --engine touch", "unknown engine 'touch'"),
        ("check --report json", "--report json is not NAME=PATH"),
        ("check --report jsno=r.json", "unknown report 'jsno'; did you mean 'json'?"),
        ("check --report json=no/where/r.json", "there is no directory no/where"),
        ("check --report json=sub", "sub: it is a directory"),
        ("check --select G9", "'G9' is no finding code"),
        ("check -k (a", "-k '(a' is no expression"),
        ("eval a b", "got unexpected extra"),
        ("chek", "unknown command 'chek'; did you mean 'check'?"),
        ("model.py", "gradcli check model.py"),
        ("--verison", "unknown option --verison; did you mean '--version'?"),
    ],
)
def test_a_wrong_call_exits_2_and_says_what_to_do(gradcli, command, words):
    Path("sub").mkdir()
    for path in ("model.py", "sub/model.py", "model.txt"):
        Path(path).write_text("loss pass\nnet pass\nhelper skip no value")
    answer = gradcli(command)
    assert answer.code == 2
    assert answer.out == ""
    assert answer.err.startswith("error: ")
    assert words in answer.err
    assert "Traceback" not in answer.err


def test_no_command_shows_the_help_and_fails(gradcli):
    answer = gradcli()
    assert answer.code == 2
    assert "Commands:" in answer.out


def test_an_ascii_stdout_gets_words_without_glyphs(gradcli, monkeypatch):
    Path("a.py").write_text("f fail\ng pass")
    stdout = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stdout", stdout)
    assert gradcli("check a.py").code == 1
    text = stdout.buffer.getvalue().decode("ascii")
    assert "  FAIL  a.py::f" in text
    assert "+- 3e-10" in text


def test_a_reader_that_went_away_is_exit_141(gradcli, monkeypatch):
    def closed(text, stream=None):
        raise BrokenPipeError

    monkeypatch.setattr("gradcli.cli.terminal.say", closed)
    Path("a.py").write_text("f pass")
    assert gradcli("check a.py").code == 141
