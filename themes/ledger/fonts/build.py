#!/usr/bin/env python3
"""Makes the Ledgerpress fonts out of Source Sans 3 and Source Serif 4.

    build.py SANS.ttf SERIF.ttf OUT

SANS and SERIF are the upstream variable TrueType fonts. Written below OUT:

    web/    woff2, split by script; Sans variable (wght 400..600), Serif static
    paper/  static TTF for Typst, all scripts in one file
    fonts.css

Called by build.sh, which fetches the sources. Output depends on the input and
on the pinned versions of fonttools and brotli alone.
"""

import io
import pathlib
import sys

from fontTools import subset
from fontTools.ttLib import TTFont, newTable
from fontTools.ttLib.tables.ttProgram import Program
from fontTools.varLib import instancer

# --- What goes where ---------------------------------------------------------


def points(text):
    """'41-5A 20AC' -> set of code points."""
    out = set()
    for part in text.split():
        first, _, last = part.partition("-")
        out.update(range(int(first, 16), int(last or first, 16) + 1))
    return out


# A code point goes to the first file that names it. Combining marks go to every
# file that names them, as each script needs its own beside its letters.
SETS = {
    "latin": points(
        "0020-007E 00A0-00FF 0131 0152 0153 0178 0192 02BB 02BC 02C6 02C7 02C9 02D8-02DD "
        "2000-206F "  # spaces, dashes, quotes, U+202F
        "2070-207E 20A9 20AC 20B9 2122 2153 2154 215B-215E "  # superior figures, won, euro, rupee
        "2190-2193 2196-2199 "  # arrows
        "2202 2206 220F 2211 2212 2215 2219 221A 221E 222B 2248 2260 2264 2265 "
        "25A0 25A1 25B2 25B3 25B6 25B7 25BC 25BD 25C0 25C1 25CA 25CB 25CF 2713 2717 FFFD"
    ),
    "latin-ext": points(
        "0100-024F 0251 0259 0261 0292 02B0-02FF 1E00-1EFF 2C60-2C7F A7AD A7AE FB00-FB04 "
        "207F-208E 20A0-20B3 20B5-20B7 20BA-20BC 20BE-20CF 2113 2117 2120 2126 212E"
    ),
    "greek": points("0370-03FF 1F00-1FFF"),
    "cyrillic": points("0400-052F 1C80-1C8F 20B4 20B8 20BD 2116 2DE0-2DFF A640-A69F"),
}
_taken = set()
for _set in SETS.values():
    _set -= _taken
    _taken |= _set
SETS["latin-ext"] |= points("0300-0304 0306-030C 0323-0329 032E 0331")
SETS["greek"] |= points("0300 0301 0304 0306 0308 0313 0314 0342 0345")
SETS["cyrillic"] |= points("0300 0301 0304 0306 0308 030B")
# Paper: the above in one file, and the signs a sheet may want besides.
PAPER = set().union(*SETS.values(), points("2100-218F 2190-21FF 2200-22FF 2460-24FF 25A0-25FF 2600-27BF"))

# Without these a report cannot be set; the build fails if one is lacking.
NEEDED = points(
    "0020-007E 00A0-00FF 2009 2010 2011 2013 2014 2018-201A 201C-201E 2020-2022 2026 202F 2030 2039 203A "
    "20A9 20AB 20AC 20B1 20B4 20B8-20BA 20BD 2122 2190-2193 2212 2248 2260 2264 2265 "
    "0100-0107 010C-0113 0116-011B 011E-0123 0128-012B 012E-0131 0136 0137 0139-013E 0141-0148 014C 014D 0150-0155 "
    "0158-015B 015E-0165 0168-0173 0174-017E 0218-021B 01A0 01A1 01AF 01B0 0259 1E80-1E85 1E9E 1EA0-1EF9 "
    "0386 0388-038A 038C 038E-03A1 03A3-03CE 0400-045F 0490 0491 2116"
)

# Upstream's default figures are lining and tabular; pnum gives proportional
# ones. Sans names no tnum or lnum, as its default needs none; Serif names both,
# and they take effect on the figures of pnum and onum.
WEB_FEATURES = "ccmp locl kern mark mkmk liga pnum tnum lnum frac numr dnom".split()
PAPER_FEATURES = WEB_FEATURES + "onum sups subs sinf ordn case zero".split()

SANS, SERIF = "Ledgerpress Sans", "Ledgerpress Serif"

# --- Making ------------------------------------------------------------------


def load(file):
    font = TTFont(file, recalcTimestamp=False)
    font.cfg["fontTools.ttLib.tables.otBase:USE_HARFBUZZ_REPACKER"] = False
    return font


def upstream(path):
    font = load(path)
    if 0x2011 not in font.getBestCmap():  # no-break hyphen, drawn as the hyphen
        for table in font["cmap"].tables:
            if table.isUnicode() and table.format != 14:
                table.cmap[0x2011] = table.cmap[0x2010]
    return font


def rename(font, family, style, variable=False):
    """'Source' is a reserved font name: no name that users see may hold it."""
    name, flat = font["name"], family.replace(" ", "")
    keep = {0, 7, 8, 9, 11, 13, 14} | ({n.nameID for n in name.names if n.nameID > 255} if variable else set())
    name.names = [n for n in name.names if n.nameID in keep and (n.platformID, n.langID) == (3, 0x409)]
    version = f"{font['head'].fontRevision:.3f}"
    for ident, text in {
        1: family if style == "Regular" else f"{family} {style}",
        2: "Regular",
        3: f"{version};Ledgerpress;{flat}-{style}",
        4: f"{family} {style}",
        5: f"Version {version};Ledgerpress",
        6: f"{flat}-{style}",
        10: "Modified version: instanced, subset and renamed for Ledgerpress.",
        16: family,
        17: style,
        **({25: flat} if variable else {}),
    }.items():
        name.setName(text, ident, 3, 1, 0x409)
    weight = {"Regular": 400, "Semibold": 600}[style]
    os2 = font["OS/2"]
    os2.usWeightClass, os2.usWidthClass, os2.fsType = weight, 5, 0
    # 'Regular' of its (four-style) family, and typographic metrics are right
    os2.fsSelection = os2.fsSelection & ~0b100001 | 0b11000000
    font["head"].macStyle = 0


    if variable:  # upstream's PostScript names of the instances
        for entry in font["fvar"].instances:
            entry.postscriptNameID = 0xFFFF
        name.names = [n for n in name.names if n.nameID < 256 or "Source" not in n.toUnicode()]
    assert not any("Source" in n.toUnicode() for n in name.names if n.nameID not in (0, 7)), "reserved name left"


def heights(font, family):
    """Sans sits on the line as in the design reference, which took its heights
    from the edition of Source Sans 3 that web font services give out."""
    if family == SANS:
        hhea, os2 = font["hhea"], font["OS/2"]
        hhea.ascent = os2.sTypoAscender = 1024
        hhea.descent = os2.sTypoDescender = -400
        hhea.lineGap = os2.sTypoLineGap = 0


def smooth(font):
    """Unhinted: ask for smoothing at every size, and for dropout control."""
    gasp = font["gasp"] = newTable("gasp")
    gasp.version, gasp.gaspRange = 1, {0xFFFF: 15}
    prep = font["prep"] = newTable("prep")
    prep.program = Program()
    prep.program.fromAssembly(["PUSHW[]", "511", "SCANCTRL[]", "PUSHB[]", "4", "SCANTYPE[]"])
    font["head"].flags |= 1 << 3


def cut(whole, wanted, features):
    font = load(io.BytesIO(whole))
    options = subset.Options()
    options.layout_features = features
    options.layout_scripts = ["*"]
    options.name_IDs = ["*"]
    options.name_languages = [0x409]
    options.notdef_outline = True
    options.glyph_names = False
    options.recalc_timestamp = False
    options.harfbuzz_repacker = False
    options.drop_tables += ["DSIG"]
    tool = subset.Subsetter(options)
    tool.populate(unicodes=wanted & set(font.getBestCmap()))
    tool.subset(font)
    return font


def figures(font):
    """All ten figures of one width, by default."""
    cmap = font.getBestCmap()
    widths = {font["hmtx"][cmap[c]][0] for c in range(0x30, 0x3A)}
    assert len(widths) == 1, f"figures not tabular: {widths}"


def instance(path, family, limits):
    """The font at these limits, all glyphs, as bytes to cut from."""
    font = upstream(path)
    style = "Semibold" if limits["wght"] == 600 else "Regular"
    font = instancer.instantiateVariableFont(font, limits)
    variable = "fvar" in font
    if not variable and "STAT" in font:
        del font["STAT"]
    rename(font, family, style, variable)
    heights(font, family)
    smooth(font)
    figures(font)
    whole = io.BytesIO()
    font.save(whole)
    return whole.getvalue()


def save(font, path, flavor=None):
    font.flavor = flavor
    path.parent.mkdir(parents=True, exist_ok=True)
    font.save(path)
    print(f"{path.stat().st_size:>8}  {len(font.getBestCmap()):>5}  {path.name}")


def ranges(covered, foreign):
    """A unicode-range; small gaps that no other file fills are bridged."""
    spans = []
    for c in sorted(covered):
        if spans and c - spans[-1][1] <= 9 and not foreign & set(range(spans[-1][1] + 1, c)):
            spans[-1][1] = c
        else:
            spans.append([c, c])
    return ", ".join(f"U+{a:04X}" if a == b else f"U+{a:04X}-{b:04X}" for a, b in spans)


CSS_HEAD = """\
/* Written by fonts/build.py. Ledgerpress Sans is Source Sans 3, Ledgerpress Serif is
   Source Serif 4 at weight 600 and optical size 30, both subset and renamed under the
   SIL Open Font License 1.1: see OFL-source-sans-3.txt and OFL-source-serif-4.txt. */
"""


def web(source, family, limits, css_weight, out):
    slug = family.lower().replace(" ", "-")
    rules, faces = [], {}
    whole = instance(source, family, limits)
    for name, wanted in SETS.items():
        font = cut(whole, wanted, WEB_FEATURES)
        faces[name] = set(font.getBestCmap())
        if name == "latin":
            figures(font)
        save(font, out / "web" / f"{slug}-{name}.woff2", "woff2")
    lacking = NEEDED - set().union(*faces.values())
    assert not lacking, f"{family} lacks {sorted(map(hex, lacking))}"
    # Where ranges share a mark, browsers ask the last rule first: latin-ext before the others.
    for name in reversed(list(faces)):
        others = set().union(*(f for n, f in faces.items() if n != name))
        rules.append(
            f'@font-face {{ font-family: "{family}"; src: url("fonts/{slug}-{name}.woff2") format("woff2"); '
            f"font-style: normal; font-weight: {css_weight}; font-display: swap;\n"
            f"  unicode-range: {ranges(faces[name], others)}; }}\n"
        )
    return "".join(rules)


def paper(source, family, limits, out):
    font = cut(instance(source, family, limits), PAPER, PAPER_FEATURES)
    figures(font)
    lacking = NEEDED - set(font.getBestCmap())
    assert not lacking, f"{family} lacks {sorted(map(hex, lacking))}"
    save(font, out / "paper" / (font["name"].getDebugName(6) + ".ttf"))


def main():
    sans, serif, out = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3])
    css = CSS_HEAD
    css += web(sans, SANS, {"wght": (400, 400, 600)}, "400 600", out)
    css += web(serif, SERIF, {"wght": 600, "opsz": 30}, "600", out)
    (out / "fonts.css").write_text(css, encoding="utf-8", newline="\n")
    paper(sans, SANS, {"wght": 400}, out)
    paper(sans, SANS, {"wght": 600}, out)
    paper(serif, SERIF, {"wght": 600, "opsz": 30}, out)


if __name__ == "__main__":
    main()
