"""The configuration profile "IMS Failures": Wireshark reads all of it, and it shows what it promises.

SPDX-License-Identifier: GPL-2.0-or-later
"""

import csv
import itertools
import re
import shutil

import pytest

from tshark import CAPTURE, PROFILE, Sandbox, Tshark

SAMPLE = CAPTURE["not-found-404-and-604"]

CONTRADICTED, GLOBAL, FAILURE, NORMAL = (
    "IMS contradicted answer",
    "IMS global failure",
    "IMS failure",
    "IMS normal procedure",
)


def lines(name):
    text = (PROFILE / name).read_text()
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def table(name):
    """A table as Wireshark writes them: strings with commas, quotes in them as \\x22."""
    return [[cell.replace(r"\x22", '"') for cell in row] for row in csv.reader(lines(name))]


def coloring_rules():
    """Name, filter, background, text; colors from 0 to 1."""
    for line in lines("colorfilters"):
        name, display_filter, *colors = re.fullmatch(
            r"@([^@]+)@(.+)@\[(\d+,\d+,\d+)]\[(\d+,\d+,\d+)]", line
        ).groups()
        yield name, display_filter, *([int(n) / 65535 for n in c.split(",")] for c in colors)


@pytest.fixture(scope="session")
def with_profile(plugins):
    """tshark of a user who has the profile."""
    with Sandbox.temporary() as sandbox:
        sandbox.add_profile()
        tshark = Tshark(sandbox, plugins)

        def read(capture, *arguments):
            result = tshark.read(capture, "-C", "IMS Failures", *arguments)
            assert not result.stderr  # Wireshark complains of files that it cannot read
            return result.stdout

        yield read


@pytest.fixture(scope="session")
def many(merge):
    """A capture of which every rule and button has something to show."""
    return merge("profile", [CAPTURE[name] for name in ("authority", "auth-right", "retries")])


def test_columns(with_profile):
    rows = with_profile(SAMPLE, "-2", "-Y", "imsfail.failure == 1").splitlines()
    assert [re.search(r" SIP (.*) Status:", row)[1] for row in rows] == [
        "0 404 domain modified unknown not_found_in_domain",
        "1 604 global no i-cscf does_not_exist_anywhere,authority_doubtful",
    ]


def test_preferences_find_all_sip(plugins):
    """Both preferences, and Wireshark takes them from the file as they stand there."""
    with Sandbox.temporary() as sandbox:
        folder = sandbox.path / "home" / ".config" / "wireshark"
        folder.mkdir(parents=True)
        shutil.copy(PROFILE / "preferences", folder)
        (folder / "preferences").chmod(0o644)
        shown = Tshark(sandbox, plugins).run("-G", "currentprefs").stdout
    assert "\ntcp.reassemble_out_of_order: TRUE\n" in shown
    assert "\nesp.enable_null_encryption_decode_heuristic: TRUE\n" in shown
    assert '"Finding", "%Cus:imsfail.finding:0:R"' in shown


def test_every_field_exists(tshark, rules):
    ours = {*tshark.types, *(f"imsfail.finding.{rule.id}" for rule in rules)}
    for path in PROFILE.iterdir():
        named = re.findall(r"\bimsfail\.[a-z_.]*[a-z]", path.read_text())
        assert named and set(named) <= ours, path.name


def test_coloring_rules(with_profile, many):
    def rules_on(capture):
        rows = with_profile(
            capture, "--color", "-T", "fields",
            "-e", "frame.number", "-e", "frame.coloring_rule.name",
        ).splitlines()  # fmt: skip
        return {int(row.split("\t")[0]): row.split("\t")[1] for row in rows}

    colored = rules_on(SAMPLE)
    assert {frame: rule for frame, rule in colored.items() if rule} == {3: FAILURE, 7: GLOBAL}
    assert set(rules_on(many).values()) == {"", CONTRADICTED, GLOBAL, FAILURE, NORMAL}


def test_coloring_rules_take_the_gravest_first(tshark, many):
    """What Wireshark colours is what the filters say, the first rule that fits."""
    names = [name for name, *_ in coloring_rules()]
    assert names == [CONTRADICTED, GLOBAL, FAILURE, NORMAL]
    frames = {name: set(tshark.matches(many, rule)) for name, rule, *_ in coloring_rules()}
    assert all(frames.values())
    assert frames[CONTRADICTED] | frames[GLOBAL] <= frames[FAILURE]
    assert not frames[FAILURE] & frames[NORMAL]


def linear(channel):
    """WCAG 2.1, relative luminance."""
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


def luminance(color):
    return sum(w * linear(c) for w, c in zip((0.2126, 0.7152, 0.0722), color))


def contrast(one, other):
    brighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("rule", list(coloring_rules()), ids=lambda rule: rule[0])
def test_colored_text_is_readable(rule):
    """WCAG 2.1, 1.4.3: at least 4.5:1."""
    *_, background, text = rule
    assert contrast(background, text) >= 4.5


@pytest.mark.parametrize(
    ("one", "other"),
    list(itertools.combinations(coloring_rules(), 2)),
    ids=lambda rule: rule[0],
)
def test_rules_tell_apart_without_seeing_colors(one, other):
    """Lightness alone does, so for any kind of colour-blindness, and in print."""
    assert contrast(one[2], other[2]) >= 1.6


@pytest.mark.parametrize("button", table("dfilter_buttons"), ids=lambda button: button[1])
def test_filter_button(tshark, many, button):
    enabled, label, display_filter, comment = button
    assert enabled == "TRUE" and label and comment
    assert tshark.matches(many, display_filter, passes=2)


def test_macros_are_the_same_in_both_formats():
    """dfilter_macros is read by Wireshark 4.0 and 4.2, dmacros by later ones."""
    later = [list(re.fullmatch(r'"([a-z_]+)" (.+)', line).groups()) for line in lines("dmacros")]
    assert later and later == table("dfilter_macros")


@pytest.mark.parametrize(
    ("macro", "expansion"),
    [
        ("${ims_call:1}", "imsfail.call == 1"),
        ("${ims_code:604}", "imsfail.code == 604"),
        ("${ims_finding:not_found_in_domain}", "imsfail.finding.not_found_in_domain"),
        ("${ims_origin:i-cscf}", 'imsfail.code == 604 && imsfail.origin == "i-cscf"'),
        ("${ims_target:442079460187}", "imsfail.code == 604"),
    ],
)
def test_macro(with_profile, tshark, macro, expansion):
    expected = tshark.matches(SAMPLE, expansion)
    shown = with_profile(SAMPLE, "-Y", macro, "-T", "fields", "-e", "frame.number")
    assert expected and [int(number) for number in shown.split()] == expected
