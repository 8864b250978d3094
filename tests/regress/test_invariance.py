"""The plugin adds its own subtree and changes nothing else.

SPDX-License-Identifier: GPL-2.0-or-later
"""

import re
from itertools import zip_longest

import pytest

from tshark import CAPTURES, FOREIGN_CAPTURES


def without_subtree(output):
    return re.sub(r'^  <proto name="imsfail".*?^  </proto>\n', "", output, flags=re.M | re.S)


def without_time(output):
    """PDML begins with the time at which it was made."""
    return re.sub(r'^(<pdml .*) time="[^"]*"', r"\1", output, count=1, flags=re.M)


def check_the_rest_stays_as_it_is(tshark, plain_tshark, capture, form, passes):
    # Once anything asks for a field, be it us or a filter, Wireshark 4.4 and later themselves
    # write another Info column for a message cut by the snap length. So a filter asks in both.
    with_plugin, without = (
        without_time(each.read(capture, "-Y", "frame", "-T", form, passes=passes).stdout)
        for each in (tshark, plain_tshark)
    )
    rest = without_subtree(with_plugin)
    if rest != without:
        # pytest's own comparison takes minutes on texts of this size.
        lines = zip_longest(rest.splitlines(), without.splitlines())
        pytest.fail("with the plugin, without it:\n%s\n%s" % next(p for p in lines if p[0] != p[1]))
    assert with_plugin.count("_ws.malformed") == without.count("_ws.malformed")


@pytest.mark.parametrize("passes", [1, 2])
@pytest.mark.parametrize("capture", CAPTURES + FOREIGN_CAPTURES, ids=lambda path: path.stem)
def test_the_trees_stay_as_they_are(tshark, plain_tshark, capture, passes):
    check_the_rest_stays_as_it_is(tshark, plain_tshark, capture, "pdml", passes)


@pytest.mark.parametrize("passes", [1, 2])
def test_the_columns_stay_as_they_are(tshark, plain_tshark, merge, passes):
    capture = merge("columns", CAPTURES + FOREIGN_CAPTURES)
    check_the_rest_stays_as_it_is(tshark, plain_tshark, capture, "psml", passes)
