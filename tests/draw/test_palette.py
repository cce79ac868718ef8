import pytest

from gradcli.draw.palette import FAMILIES, HEATS, TABLE, THEMES, dark_rules, paint

TEXT = 4.5  # WCAG AA for text of this size
LINE = 3.0  # WCAG for graphical objects


def luminance(colour):
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


GROUNDS = {
    "ink": ["page", "card", "leaf", "free", "output", "saved", "chip", *(f"heat-{i}" for i in range(HEATS))],
    "sub": ["page", "card", "leaf", "free", "output", "saved"],
    "fail-ink": ["fail"],
    "warn-ink": ["card"],
    "title": ["cluster"],
    "title-odd": ["cluster-odd"],
    "label": ["page", "cluster", "cluster-odd"],
    "label-fail": ["page", "cluster", "cluster-odd"],
}


@pytest.mark.parametrize("theme", ["light", "dark", "print"])
@pytest.mark.parametrize(("text", "ground"), [(text, ground) for text, grounds in GROUNDS.items() for ground in grounds])
def test_every_text_can_be_read_on_what_it_is_written_on(text, ground, theme):
    assert contrast(paint(text, theme)["fill"], paint(ground, theme)["fill"]) >= TEXT


@pytest.mark.parametrize("theme", ["light", "dark", "print"])
@pytest.mark.parametrize(
    "line", ["line", "line-fail", "line-contaminated", "line-saved", "leaf", "output", "fail", "ok", "warn", "unchecked"]
)
def test_every_line_and_glyph_can_be_seen(line, theme):
    stroke = paint(line, theme)["stroke"]
    assert min(contrast(stroke, paint(ground, theme)["fill"]) for ground in ("page", "card")) >= LINE


@pytest.mark.parametrize("theme", ["light", "dark", "print"])
def test_the_cross_can_be_seen_on_its_disc(theme):
    assert contrast(paint("fail-cross", theme)["stroke"], paint("fail-mark", theme)["fill"]) >= LINE


def test_every_family_has_its_bar():
    assert [family for family in FAMILIES if f"bar-{family}" not in TABLE] == []


def test_a_class_sets_the_same_attributes_in_every_theme():
    filled = {name: [tuple(map(bool, pair)) for pair in themes] for name, themes in TABLE.items()}
    assert [name for name, shapes in filled.items() if len(set(shapes)) > 1] == []


def test_the_dark_rules_name_the_dark_colours_and_skip_what_stays():
    assert dark_rules(["page", "bar-reduction"]) == ".page{fill:#0D1117}"
    assert set(THEMES) == {"auto", "light", "dark", "print"}
