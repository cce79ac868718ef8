import pytest
from draw.drawn import python
from draw.graphs import chain, mlp

from gradcli.draw import Options, draw, picture
from gradcli.errors import UsageError


@pytest.mark.parametrize(
    ("format", "start"), [("svg", b"<svg "), ("dot", b"// "), ("json", b"{\n"), ("txt", b"loss = 0.2841\n"), ("mmd", b"%% loss")]
)
def test_every_format_by_its_suffix(format, start):
    assert draw(mlp()[0], format).startswith(start)


def test_an_unknown_format_is_a_wrong_call_that_names_the_known_ones():
    with pytest.raises(UsageError, match="did you mean 'svg'") as error:
        draw(mlp()[0], "svgg")
    assert error.value.hint.startswith("known: dot")


def test_what_graphviz_did_not_draw_is_said():
    assert picture(chain(20), "svg").notes == ()
    (note,) = picture(chain(1300), "svg", Options(max_nodes=5000)).notes
    assert note == "1,302 cards: drawn with the built-in layout"


def test_a_picture_bigger_than_a_page_says_how_to_fold_it():
    (note,) = picture(chain(200), "svg").notes
    assert note == "202 cards are more than a page holds: --max-nodes 64 folds what repeats, -o NAME.html zooms"
    assert picture(chain(200), "svg", Options(max_nodes=64)).notes == ()
    assert picture(chain(200), "svg", Options(all=True)).notes == ()
    assert picture(chain(200), "html").notes == ()


def test_formats_without_positions_are_not_laid_out():
    assert picture(chain(1300), "txt", Options(max_nodes=5000)).notes == ()


def test_naming_a_format_loads_nothing_heavy(tmp_path):
    code = "import sys, gradcli.draw; print({'numpy', 'rich', 'graphviz', 'pygraphviz'} & set(sys.modules))"
    assert python(code, cwd=tmp_path) == b"set()\n"


def test_a_picture_needs_neither_numpy_nor_rich(tmp_path):
    code = """
import sys
from draw.graphs import mlp
from gradcli.draw import draw
for format in ("svg", "html", "dot", "json", "txt", "mmd"):
    draw(mlp()[0], format)
print({'numpy', 'rich', 'pygraphviz'} & set(sys.modules))
"""
    assert python(code, cwd=tmp_path) == b"set()\n"
