"""The page in a browser, driven as a reader would. Runs where playwright and Chromium are installed."""

import shutil
from urllib.parse import quote

import pytest
from draw.graphs import failing, hostile, mlp, residual, script

from gradcli.draw import Options, draw

pytestmark = pytest.mark.chromium
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@pytest.fixture(scope="module")
def browser():
    if CHROMIUM is None:
        pytest.skip("no Chromium here")
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as play:
        found = play.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield found
        found.close()


@pytest.fixture
def visit(browser, tmp_path):
    """Opens the page of a graph; at the end nothing may have gone wrong and nothing been fetched."""
    said, asked = [], []
    tab = browser.new_page(viewport={"width": 1200, "height": 800})
    tab.on("console", lambda message: said.append(message.text))
    tab.on("pageerror", lambda error: said.append(str(error)))
    tab.on("request", lambda request: asked.append(request.url))

    def visit(graph, marks=None, **options):
        file = tmp_path / "page.html"
        file.write_bytes(draw(graph, "html", Options(title="a page", **options), marks=marks))
        tab.goto(f"file://{quote(str(file))}")
        return tab

    yield visit
    tab.close()
    assert said == []
    assert [url for url in asked if not url.startswith(("file:", "data:,"))] == []
    assert sum(url.startswith("file:") for url in asked) == 1


def folded():
    """Six blocks of which one fails, folded to a few cards."""
    graph = residual(6)
    bad = [node.id for node in graph.nodes if node.op == "relu"][5]
    return graph, failing(graph, bad)


def search(tab, words):
    tab.keyboard.press("/")
    tab.keyboard.type(words)


def visible(tab, id):
    return tab.evaluate("id => { const box = document.getElementById(id).getBoundingClientRect(); return box.width > 0 }", id)


def test_search_finds_a_node_and_opens_what_hides_it(visit):
    tab = visit(*folded(), max_nodes=6)
    assert not visible(tab, "n:blocks.4.conv2/conv#1")
    search(tab, "blocks.4.conv2 convolution")
    assert "1 found" in tab.inner_text("#count")
    tab.keyboard.press("Enter")
    assert visible(tab, "n:blocks.4.conv2/conv#1")
    assert "in blocks.4.conv2" in tab.inner_text("#details")
    box = tab.locator("[id='n:blocks.4.conv2/conv#1']").bounding_box()
    assert 0 < box["x"] < 1200
    assert 40 < box["y"] < 800


def test_search_finds_what_stays_on_a_folded_card(visit):
    graph = script(200)
    tab = visit(graph, max_nodes=8)
    names = tab.evaluate("() => Object.values(JSON.parse(document.getElementById('data').textContent).names).flat()")
    search(tab, names[0])
    tab.keyboard.press("Enter")
    assert f"FOUND ON THIS CARD\n{names[0]}" in tab.inner_text("#details").upper().replace(names[0].upper(), names[0])


def test_a_folded_card_opens_and_closes_in_place(visit):
    tab = visit(*folded(), max_nodes=6)
    first = tab.locator(".foldable:visible").first
    name = first.get_attribute("id")
    before, top = tab.locator(".node:visible").count(), first.bounding_box()["y"]
    first.click()
    assert tab.locator(f".inside[data-card='{name}']").bounding_box()["y"] == pytest.approx(top, abs=3)  # outlines are of different width
    assert not visible(tab, name)
    assert tab.locator(".node:visible").count() > before
    assert tab.evaluate("() => document.activeElement.classList.contains('close')")
    tab.keyboard.press("Enter")
    assert visible(tab, name)
    assert tab.locator(".node:visible").count() == before


def test_open_cards_keep_clear_of_each_other(visit):
    tab = visit(*folded(), max_nodes=6)
    tab.keyboard.press("e")
    overlapping = tab.evaluate("""() => {
        const boxes = [...document.querySelectorAll(".node, .ref")].map(g => g.querySelector(".box").getBoundingClientRect()).filter(b => b.width);
        let count = 0;
        boxes.forEach((a, i) => boxes.slice(i + 1).forEach(b => {
            const across = Math.min(a.right, b.right) - Math.max(a.left, b.left), down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
            if (across > 0.5 && down > 0.5) count++;
        }));
        return [boxes.length, count];
    }""")
    assert overlapping[0] > 40
    assert overlapping[1] == 0


@pytest.mark.parametrize(("direction", "flow"), [("TB", "forward"), ("LR", "forward"), ("TB", "backward")])
def test_lines_still_end_on_their_cards_when_everything_is_open(visit, direction, flow):
    tab = visit(*folded(), max_nodes=6, direction=direction, flow=flow)
    tab.keyboard.press("e")
    worst = tab.evaluate("""() => {
        const links = JSON.parse(document.getElementById("data").textContent).links;
        const far = (node, point) => {
            const open = document.querySelector(`.inside[data-card="${CSS.escape(node.id)}"]`);
            const box = (node.classList.contains("gone") ? open.querySelector("rect") : node).getBoundingClientRect();
            return Math.max(box.left - point.x, point.x - box.right, box.top - point.y, point.y - box.bottom, 0);
        };
        let worst = 0;
        for (const [id, [from, to]] of Object.entries(links)) {
            const path = document.getElementById(id).querySelector("path"), matrix = path.getScreenCTM();
            const ends = [path.getPointAtLength(0), path.getPointAtLength(path.getTotalLength())].map(p => p.matrixTransform(matrix));
            worst = Math.max(worst, ...[from, to].map((card, i) => far(document.getElementById(card), ends[i]) - 8));
        }
        return worst;
    }""")
    assert worst < 2


def test_a_click_shows_the_details_of_a_node(visit):
    graph, norms = mlp()
    tab = visit(graph, failing(graph, 6))
    tab.locator("[data-op=TanhBackward0]").click()
    told = tab.inner_text("#details")
    for words in ("TanhBackward0", "(32, 16) float64", "gradient check: fail", "analytic +0.8413", "missing factor", "mlp.py:22"):
        assert words in told
    tab.keyboard.press("Escape")
    assert not tab.is_visible("#details")
    assert norms


def test_everything_can_be_done_with_the_keyboard(visit):
    tab = visit(*folded(), max_nodes=6)
    tab.locator(".node").first.focus()
    tab.keyboard.press("Enter")
    assert tab.is_visible("#details")
    seen = tab.locator("#stage > svg").get_attribute("viewBox")
    for key in ("+", "ArrowRight", "ArrowDown", "-", "0"):
        tab.keyboard.press(key)
        seen, before = tab.locator("#stage > svg").get_attribute("viewBox"), seen
        assert seen != before, key


def test_the_wheel_zooms_and_the_mouse_pans(visit):
    tab = visit(*folded(), max_nodes=6)

    def box():
        return tab.locator("[id='o:loss']").bounding_box()

    tab.mouse.move(600, 400)
    before = box()
    tab.mouse.wheel(0, -300)
    nearer = box()
    assert nearer["width"] > before["width"]
    tab.mouse.down()
    tab.mouse.move(650, 380, steps=4)
    tab.mouse.up()
    assert box()["x"] == pytest.approx(nearer["x"] + 50, abs=5)  # the first 4 px decide whether it is a click
    assert not tab.is_visible("#details")


def test_hostile_names_do_nothing(visit):
    tab = visit(hostile(), max_nodes=10)
    tab.keyboard.press("e")
    search(tab, "<script>")
    tab.keyboard.press("Enter")
    assert "<script>alert(1)</script>" in tab.inner_text("#details")


def test_without_scripts_it_is_still_the_picture(browser, tmp_path):
    file = tmp_path / "page.html"
    file.write_bytes(draw(mlp()[0], "html"))
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto(f"file://{quote(str(file))}")
    assert tab.locator("#stage .node:visible").count() == 17
    assert not tab.is_visible("#bar")
    context.close()
