"""Paths to files: what is taken in a directory, and what when named."""

import os

import pytest

from gradcli import read
from gradcli.errors import UsageError

TREE = {
    "grad_loss.py": "",
    "loss_grad.py": "",
    "spring.expr": "",
    "plain.py": "import torch",
    "uses.py": "import os\n  \nfrom gradcli import case",
    "mentions.py": "# import gradcli\nx = 'gradcli'\nimport gradcli_other",
    "notes.txt": "import gradcli",
    "sub/model.py": "    import gradcli as torch",
    "sub/broken/wrong.py": "import gradcli",
    ".hidden/grad_a.py": "",
    ".grad_b.py": "",
    "build/grad_c.py": "",
    "thing.egg-info/grad_d.py": "",
    "environment/pyvenv.cfg": "",
    "environment/grad_e.py": "",
    "node_modules/grad_f.py": "",
}


@pytest.fixture
def tree(write):
    for name, text in TREE.items():
        write(text, name)


def test_a_directory_is_searched_for_what_is_meant_to_be_checked(tree):
    named = ["grad_loss.py", "loss_grad.py", "spring.expr", "uses.py"]
    assert read.files(["."]) == [*named, "sub/model.py", "sub/broken/wrong.py"]


def test_include_adds_and_exclude_removes(tree):
    assert read.files(["."], include=["pl*.py"], exclude=["sub/broken", "*_grad.py"]) == [
        *("grad_loss.py", "plain.py", "spring.expr", "uses.py", "sub/model.py")
    ]


def test_patterns_hold_wherever_the_search_begins(tree, monkeypatch, tmp_path):
    assert read.files(["sub"], exclude=["sub/broken"]) == ["sub/model.py"]
    monkeypatch.chdir(tmp_path / "sub")
    assert read.files(["."], include=["sub/broken/*.py"], exclude=["sub/model.py"]) == ["broken/wrong.py"]


def test_what_is_named_is_taken_whatever_is_excluded(tree):
    assert read.files(["plain.py", ".grad_b.py", "sub/broken"], exclude=["sub/broken", "plain.py"]) == [
        *("plain.py", ".grad_b.py", "sub/broken/wrong.py")
    ]


def test_each_file_once(tree):
    assert read.files(["spring.expr", ".", "sub"]).count("spring.expr") == 1


def test_a_path_that_does_not_exist_is_named_with_the_nearest(tree):
    with pytest.raises(UsageError, match=r"sub/modle\.py does not exist; did you mean 'model\.py'"):
        read.files(["sub/modle.py"])


def test_a_suffix_without_a_reader_is_a_wrong_call(tree):
    with pytest.raises(UsageError, match=r"notes\.txt is no file that gradcli reads") as raised:
        read.cases("notes.txt")
    assert raised.value.hint == "it reads .expr, .py"


def test_a_name_selects_its_cases(write):
    write("from gradcli import case\n@case(x=1.0)\n@case(x=2.0)\ndef f(x):\n    return x\n@case(x=1.0)\ndef g(x):\n    return x\n")
    assert [case.name for case in read.cases("file.py", select="f")[0]] == ["f[0]", "f[1]"]
    assert [case.name for case in read.cases("file.py", select="f[1]")[0]] == ["f[1]"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_in_a_directory_is_passed_over(tree):
    os.mkfifo("grad_pipe.py")
    os.mkfifo("pipe.py")
    assert not {"grad_pipe.py", "pipe.py"} & set(read.files(["."]))


def test_a_broken_link_says_where_it_leads(tree):
    os.symlink("nowhere.py", "link.py")
    with pytest.raises(UsageError, match=r"link\.py is a link to nowhere\.py, where there is no file"):
        read.files(["link.py"])
