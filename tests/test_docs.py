"""Every code block in README and docs runs, and every console session prints what the page says.

python:   run as a file in a folder of the page's own; a first line `# file: NAME` also saves it there under that name.
console:  each `$ gradcli ...` line is run there; `...` in the output shown stands for anything, and so does any time (`41 ms`).
sh:       set-up commands; those of the README are what continuous integration runs.
toml:     must parse.
"""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.S | re.M)
TIME = re.compile(r"\b\d+(\.\d+)? ?m?s\b")


def blocks(page):
    return [(language, text) for language, text in BLOCK.findall(page.read_text(encoding="utf-8"))]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_block_of_a_page_does_what_it_shows(page, tmp_path):
    shutil.copytree(ROOT / "samples", tmp_path / "samples")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for number, (language, text) in enumerate(blocks(page)):
        assert language in RUN, f"{page.name}: block {number} is of no known kind: {language!r}"
        RUN[language](text, tmp_path, f"block_{number}.py")


def run_python(text, folder, name):
    named = re.match(r"# file: (\S+)\n", text)
    file = folder / (named[1] if named else name)
    file.write_text(text, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "gradcli", "check", file.name, "--allow-empty", "--exit-zero"],
        cwd=folder, env=environment(), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "G606" not in done.stdout, done.stdout


def run_console(text, folder, _name):
    for command, shown in sessions(text):
        done = subprocess.run(command, shell=True, cwd=folder, env=environment(), capture_output=True, text=True, check=False)
        assert matches(shown, done.stdout + done.stderr), f"$ {command}\n{done.stdout}{done.stderr}\n--- but the page says\n{shown}"


def sessions(text):
    """(command, output shown) pairs of a console block."""
    for part in re.split(r"^\$ ", text, flags=re.M)[1:]:
        command, _, shown = part.partition("\n")
        yield command, shown


def matches(shown, printed):
    """Whether the output is the one shown; without anything shown, anything goes."""
    if not shown.strip():
        return True
    want, got = (TIME.sub("TIME", " ".join(text.split())) for text in (shown, printed))
    return re.fullmatch(".*".join(map(re.escape, want.split("..."))), got, re.S) is not None


def environment():
    """The command line from this checkout, without colour, in a terminal 120 wide."""
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", "")))
    return {**os.environ, "PATH": path, "PYTHONPATH": str(ROOT), "NO_COLOR": "1", "COLUMNS": "120", "PYTHONIOENCODING": "utf-8"}


RUN = {
    "python": run_python,
    "console": run_console,
    "toml": lambda text, *_: tomllib.loads(text),
    "sh": lambda text, *_: None,
    "powershell": lambda text, *_: None,
}


def test_continuous_integration_runs_the_commands_of_the_readme():
    readme, script = ROOT / "README.md", (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    for marker in ("set-up", "test"):
        assert f"<!-- {marker} -->" in readme.read_text(encoding="utf-8")
        assert f'"$(readme {marker})"' in script


def test_links_of_the_pages_lead_somewhere():
    broken = [
        f"{page.name}: {target}"
        for page in PAGES
        for target in re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
        if "://" not in target and not (page.parent / target).exists()
    ]
    assert broken == []


@pytest.mark.parametrize(
    ("picture", "arguments"),
    [("mlp.svg", ["samples/mlp.py"]), ("broken_mlp.svg", ["samples/broken/mlp.py", "--check"])],
)
def test_the_pictures_of_the_pages_are_current(picture, arguments):
    command = [sys.executable, "-m", "gradcli", "graph", *arguments, "-o", "-"]
    drawn = subprocess.run(command, cwd=ROOT, env=environment(), capture_output=True, check=False).stdout
    kept = ROOT / "docs" / "pictures" / picture
    assert drawn == kept.read_bytes(), f"draw it again: gradcli graph {' '.join(arguments)} -o docs/pictures/{picture}"
