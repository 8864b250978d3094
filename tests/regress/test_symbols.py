"""The plugin exports what Wireshark's loader looks for and nothing else.

SPDX-License-Identifier: GPL-2.0-or-later
"""

import subprocess


def test_exported_symbols(plugins):
    libraries = list(plugins.glob("*/epan/imsfail.so"))
    assert libraries
    for library in libraries:
        output = subprocess.run(
            ["nm", "-D", "--defined-only", "--format=just-symbols", library],
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        assert sorted(symbol.partition("@")[0] for symbol in output.split()) == [
            "plugin_describe",
            "plugin_register",
            "plugin_version",
            "plugin_want_major",
            "plugin_want_minor",
        ]
