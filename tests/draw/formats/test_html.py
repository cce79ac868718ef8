import base64
import hashlib
import json
import re
from html.parser import HTMLParser

import pytest
from draw.drawn import SUBJECTS, python
from draw.graphs import TANH, failing, hostile, mlp, residual, script

from gradcli.draw import Options, draw
from gradcli.draw.compose import compose


class Page(HTMLParser):
    """Elements with their attributes, and the text of scripts, as an HTML parser sees them."""

    def __init__(self, data):
        super().__init__()
        self.tags, self.scripts, self.open = [], [], []
        self.feed(data.decode())

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag == "script":
            self.scripts.append("")
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        if tag == "script":
            self.open.pop()

    def handle_data(self, data):
        if self.open:
            self.scripts[-1] += data


def page(graph, marks=None, norms=None, **options):
    return Page(draw(graph, "html", Options(**options), marks=marks, norms=norms))


def data(found):
    return json.loads(found.scripts[0])


@pytest.mark.parametrize("name", SUBJECTS)
def test_ids_are_all_different_and_every_card_has_its_box(name):
    found = page(SUBJECTS[name](), max_nodes=10)
    ids = [attributes["id"] for _, attributes in found.tags if attributes.get("id")]
    assert len(ids) == len(set(ids))
    told = data(found)
    words = {a["id"]: (a.get("class") or "").split() for tag, a in found.tags if tag == "g" and a.get("id")}
    cards = {name for name, classes in words.items() if {"node", "ref"} & set(classes)}
    edges = {name for name, classes in words.items() if "edge" in classes}
    assert (set(told["boxes"]), set(told["links"])) == (cards, edges)
    assert {end for ends in told["links"].values() for end in ends} <= cards
    assert set(told["details"]) | set(told["names"]) <= cards


@pytest.mark.parametrize("graph", [hostile(), mlp()[0]])
def test_no_name_becomes_markup_and_nothing_is_fetched(graph):
    found = page(graph, title="</script><img src=x onerror=alert(1)>&\0", max_nodes=12)
    assert [tag for tag, _ in found.tags].count("script") == 2
    assert {tag for tag, _ in found.tags} & {"img", "iframe", "object", "embed", "base", "form", "video", "audio"} == set()
    assert [a["href"] for tag, a in found.tags if tag == "link"] == ["data:,"]
    assert [a for _, a in found.tags if "src" in a or any(name.startswith("on") for name in a)] == []
    assert not any(re.match(r"(?i)\s*(javascript|data|https?):", a["href"]) for tag, a in found.tags if tag == "a" and "href" in a)


def test_the_policy_lets_only_its_own_script_run():
    found = page(mlp()[0])
    (policy,) = [a["content"] for tag, a in found.tags if tag == "meta" and a.get("http-equiv")]
    digest = base64.b64encode(hashlib.sha256(found.scripts[1].encode()).digest()).decode()
    assert policy.startswith("default-src 'none'")
    assert f"'sha256-{digest}'" in policy


def test_the_picture_is_in_the_page_as_it_is_by_itself():
    graph, norms = mlp()
    picture = draw(graph, "svg", Options(title="mlp.py"), norms=norms).decode()
    whole = draw(graph, "html", Options(title="mlp.py"), norms=norms).decode()
    assert picture in whole


def test_what_stays_folded_can_be_found_by_name():
    graph = script(200)
    told = data(page(graph, max_nodes=6))
    shown = {name for names in told["names"].values() for name in names}
    single = set(told["boxes"])
    view = compose(graph)
    assert [key for key in view.keys if key not in single and key[2:] not in shown] == []


def test_a_click_tells_the_check_and_the_code():
    graph, norms = mlp()
    found = page(graph, failing(graph, TANH), norms)
    (tanh,) = [a for tag, a in found.tags if tag == "g" and a.get("data-op") == "TanhBackward0"]
    assert data(found)["details"][tanh["id"]]["code"][0][:2] == ["Made at", "mlp.py:22"]


@pytest.mark.parametrize(("theme", "scheme"), [("auto", "light dark"), ("light", "light"), ("dark", "dark"), ("print", "light")])
def test_the_page_has_the_colours_of_its_theme(theme, scheme):
    text = draw(mlp()[0], "html", Options(theme=theme)).decode()
    assert f"color-scheme: {scheme};" in text
    assert ("prefers-color-scheme" in text) == (theme == "auto")


def test_the_same_bytes_whenever_and_wherever(tmp_path):
    code = "import sys; from draw.graphs import *; from gradcli.draw import *; sys.stdout.buffer.write(draw(residual(), 'html', Options(max_nodes=8)))"
    here = draw(residual(), "html", Options(max_nodes=8))
    assert {python(code, cwd=tmp_path, PYTHONHASHSEED=seed) for seed in ("1", "2")} == {here}


def test_the_script_is_a_few_kilobytes():
    assert len(page(mlp()[0]).scripts[1]) < 24_000
