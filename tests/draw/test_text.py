import pytest

from gradcli.draw.text import clean, shorten, width


def test_what_fits_is_not_cut():
    assert shorten("AddBackward0", 12.5, "bold", 200) == "AddBackward0"


@pytest.mark.parametrize("face", ["bold", "sans", "mono"])
@pytest.mark.parametrize("text", ["W" * 500, "i" * 500, "名" * 500, "blocks.11.attention.output.dense.weight" * 9])
def test_what_is_cut_fits_and_keeps_both_ends(face, text):
    short = shorten(text, 10, face, 150)
    assert width(short, 10, face) <= 150
    assert short[0] == text[0]
    assert short[-1] == text[-1]
    assert short.count("…") == 1


def test_a_megabyte_is_cut_as_well():
    assert len(shorten("x" * 1_000_000, 10, "mono", 150)) < 40


def test_no_room_at_all_leaves_the_ellipsis():
    assert shorten("weight", 10, "mono", 0) == "…"


def test_wide_characters_take_more_room_and_combining_ones_none():
    assert width("名前", 10) > width("na", 10)
    assert width("e\u0301", 10) == width("e", 10)


def test_bold_is_wider_than_regular():
    assert width("loss", 12, "bold") > width("loss", 12, "sans")


def test_clean_leaves_what_can_be_read_and_shows_what_cannot():
    assert clean("‖g‖ 4.1e-2 → 名前") == "‖g‖ 4.1e-2 → 名前"
    assert clean("a\0b\nc\td") == "a␀b␊c␉d"
    assert clean("\u202eabc\ud800\x7f\u00a0d") == "�abc�� d"
