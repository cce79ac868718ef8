"""The colours: for every class of element a fill and a line in each theme, and the style sheet that switches light to dark."""

from __future__ import annotations

from collections.abc import Iterable

Paint = tuple[str, str]  # fill, line; "" leaves the attribute alone

FAMILIES = {
    "linalg": "linear algebra",
    "arithmetic": "arithmetic",
    "activation": "activation",
    "reduction": "reduction",
    "shape": "view / shape",
    "normalisation": "normalisation",
    "custom": "custom function",
    "other": "other",
    "folded": "folded",
}

# fmt: off
#                       light                    dark                     print
TABLE: dict[str, tuple[Paint, Paint, Paint]] = {
    "page":            (("#FFFFFF", ""),        ("#0D1117", ""),        ("#FFFFFF", "")),
    "ink":             (("#0F172A", ""),        ("#E6EDF3", ""),        ("#000000", "")),
    "sub":             (("#5B6B80", ""),        ("#9DA9B8", ""),        ("#333333", "")),
    "rule":            (("", "#D5DDE8"),        ("", "#2B3440"),        ("", "#999999")),
    "card":            (("#FFFFFF", "#CBD5E1"), ("#161B22", "#3A4452"), ("#FFFFFF", "#555555")),
    "heat-0":          (("#FFFFFF", "#CBD5E1"), ("#161B22", "#3A4452"), ("#FFFFFF", "#555555")),
    "heat-1":          (("#F1ECFD", "#CBC0E8"), ("#231F3D", "#443C6B"), ("#EFEFEF", "#555555")),
    "heat-2":          (("#DDD2FA", "#B3A3E0"), ("#332A5C", "#584A8F"), ("#DEDEDE", "#555555")),
    "heat-3":          (("#C4B1F6", "#9780D8"), ("#44367E", "#6F5DB0"), ("#CACACA", "#555555")),
    "heat-4":          (("#A78BF0", "#7A5CCB"), ("#5842A3", "#8A76D4"), ("#B5B5B5", "#555555")),
    "leaf":            (("#EAF3FB", "#0072B2"), ("#0E2438", "#56B4E9"), ("#FFFFFF", "#000000")),
    "chip":            (("#EAF3FB", "#0072B2"), ("#0E2438", "#56B4E9"), ("#FFFFFF", "#000000")),
    "free":            (("#F1F5F9", "#64748B"), ("#1A212B", "#8A97A8"), ("#FFFFFF", "#555555")),
    "output":          (("#E7F6F0", "#00795A"), ("#0C2A22", "#3FBF97"), ("#FFFFFF", "#000000")),
    "saved":           (("#FFF6E0", "#B97A00"), ("#2B2207", "#E0A526"), ("#FFFFFF", "#777777")),
    "fail":            (("#FDECEA", "#C62828"), ("#34100F", "#FF6B5E"), ("#FFFFFF", "#B00000")),
    "fail-ink":        (("#8E1B1B", ""),        ("#FFB4AB", ""),        ("#8E0000", "")),
    "fail-mark":       (("#C62828", ""),        ("#FF6B5E", ""),        ("#B00000", "")),
    "fail-cross":      (("", "#FFFFFF"),        ("", "#34100F"),        ("", "#FFFFFF")),
    "ok":              (("", "#00795A"),        ("", "#3FBF97"),        ("", "#000000")),
    "warn":            (("", "#9A6400"),        ("", "#E0A526"),        ("", "#555555")),
    "warn-ink":        (("#8A5A00", ""),        ("#F0BC4E", ""),        ("#333333", "")),
    "unchecked":       (("", "#64748B"),        ("", "#8A97A8"),        ("", "#777777")),
    "cluster":         (("#F6F8FB", "#D5DDE8"), ("#11161D", "#2B3440"), ("#FFFFFF", "#999999")),
    "cluster-odd":     (("#EEF2F7", "#D5DDE8"), ("#151C25", "#2B3440"), ("#FFFFFF", "#999999")),
    "failed":          (("", "#C62828"),        ("", "#FF6B5E"),        ("", "#B00000")),
    "title":           (("#475569", "#F6F8FB"), ("#A9B4C2", "#11161D"), ("#222222", "#FFFFFF")),
    "title-odd":       (("#475569", "#EEF2F7"), ("#A9B4C2", "#151C25"), ("#222222", "#FFFFFF")),
    "line":            (("", "#8494A8"),        ("", "#6E7B8C"),        ("", "#555555")),
    "head":            (("#8494A8", ""),        ("#6E7B8C", ""),        ("#555555", "")),
    "line-fail":       (("", "#C62828"),        ("", "#FF6B5E"),        ("", "#B00000")),
    "head-fail":       (("#C62828", ""),        ("#FF6B5E", ""),        ("#B00000", "")),
    "line-contaminated": (("", "#C62828"),      ("", "#FF6B5E"),        ("", "#B00000")),
    "head-contaminated": (("#C62828", ""),      ("#FF6B5E", ""),        ("#B00000", "")),
    "line-added":      (("", "#00795A"),        ("", "#3FBF97"),        ("", "#000000")),
    "head-added":      (("#00795A", ""),        ("#3FBF97", ""),        ("#000000", "")),
    "line-removed":    (("", "#64748B"),        ("", "#8A97A8"),        ("", "#777777")),
    "head-removed":    (("#64748B", ""),        ("#8A97A8", ""),        ("#777777", "")),
    "turn-added":      (("", "#00795A"),        ("", "#3FBF97"),        ("", "#000000")),
    "turn-removed":    (("", "#64748B"),        ("", "#8A97A8"),        ("", "#777777")),
    "turn-changed":    (("", "#9A6400"),        ("", "#E0A526"),        ("", "#333333")),
    "line-saved":      (("", "#B97A00"),        ("", "#E0A526"),        ("", "#777777")),
    "label":           (("#5B6B80", "#FFFFFF"), ("#9DA9B8", "#0D1117"), ("#333333", "#FFFFFF")),
    "label-fail":      (("#8E1B1B", "#FFFFFF"), ("#FFB4AB", "#0D1117"), ("#8E0000", "#FFFFFF")),
    "bar-linalg":      (("#0072B2", ""),        ("#4DA3E6", ""),        ("#000000", "")),
    "bar-arithmetic":  (("#7A8CA3", ""),        ("#7A8CA3", ""),        ("#888888", "")),
    "bar-activation":  (("#E69F00", ""),        ("#E69F00", ""),        ("#AAAAAA", "")),
    "bar-reduction":   (("#009E73", ""),        ("#009E73", ""),        ("#555555", "")),
    "bar-shape":       (("#B6C2D0", ""),        ("#B6C2D0", ""),        ("#CCCCCC", "")),
    "bar-normalisation": (("#56B4E9", ""),      ("#56B4E9", ""),        ("#999999", "")),
    "bar-custom":      (("#CC79A7", ""),        ("#CC79A7", ""),        ("#333333", "")),
    "bar-other":       (("#94A3B8", ""),        ("#94A3B8", ""),        ("#BBBBBB", "")),
    "bar-folded":      (("#8B7EC8", ""),        ("#8B7EC8", ""),        ("#777777", "")),
}
# fmt: on
HEATS = 5  # steps from nothing to the largest
THEMES = {"light": 0, "auto": 0, "dark": 1, "print": 2}


def paint(name: str, theme: str) -> dict[str, str]:
    """The class and the presentation attributes of an element; "auto" has those of light."""
    fill, line = TABLE[name][THEMES[theme]]
    return {"class": name} | ({"fill": fill} if fill else {}) | ({"stroke": line} if line else {})


def dark_rules(names: Iterable[str]) -> str:
    """The rules that turn light attributes dark, for the classes named. No variables: many viewers know none."""
    return "".join(f".{name}{{{_rule(TABLE[name][1])}}}" for name in sorted(set(names)) if TABLE[name][0] != TABLE[name][1])


def _rule(paint: Paint) -> str:
    return ";".join(f"{what}:{colour}" for what, colour in zip(("fill", "stroke"), paint) if colour)
