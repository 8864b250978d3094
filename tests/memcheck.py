#!/usr/bin/env python3
"""Runs tshark with the plugin under valgrind: no read or write beyond memory, no use of what was
never written, no leak may come from the plugin. What Wireshark and GLib do by themselves is theirs.

SPDX-License-Identifier: GPL-2.0-or-later
"""

import argparse
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

from tshark import CAPTURES, FOREIGN_CAPTURES, PREFERENCES, REPO, Sandbox

PLUGINS = REPO / "build" / "dev" / "plugins"
REPORTS = ("tree", "calls", "kpi", "report", "report,json")
# A dozen that between them show most of what is analysed and shown.
SHORT = (
    "contexts contradictions copies-paths every-code fork-faults garbage hostile-bodies "
    "not-found-404-and-604 register-401-aka retries cut-while-ringing failover-icmp"
).split()


# So few that all captures together have several times as many.
FEW_CALLS = ("-o", "imsfail.max_calls:100")

# What allocates for whoever calls it.
ALLOCATORS = ("vgpreload", "libc.so", "libglib", "libstdc++", "libxml2")


def is_ours(kind, objects):
    """An error below the plugin; a leak only of what the plugin itself allocated, since what it
    asks Wireshark for, such as the nodes of a statistics tree, is Wireshark's to free."""
    if kind.startswith("Leak"):
        objects = [each for each in objects if not any(name in each for name in ALLOCATORS)][:1]
    return any("imsfail.so" in each for each in objects)


def our_errors(report):
    """Texts of the errors that are the plugin's."""
    for error in ET.parse(report).iter("error"):
        frames = list(error.iter("frame"))
        if is_ours(error.findtext("kind"), [frame.findtext("obj", "") for frame in frames]):
            what = error.findtext("what") or error.findtext("xwhat/text")
            places = (f.findtext("fn", "?") + " " + f.findtext("file", "") for f in frames)
            yield "\n    ".join([f"{error.findtext('kind')}: {what}", *places])


def check(sandbox, plugins, *options):
    """Texts of the plugin's errors in one run with all reports."""
    report = sandbox.path / "home" / "valgrind.xml"
    process = sandbox.process(plugins)
    # Each block from malloc itself, so that valgrind knows where it ends.
    process["env"] |= {"G_SLICE": "always-malloc", "WIRESHARK_DEBUG_WMEM_OVERRIDE": "simple"}
    valgrind = ["valgrind", "--quiet", "--leak-check=full", "--keep-debuginfo=yes",
                "--num-callers=40", "--xml=yes", f"--xml-file={report}"]
    reports = [part for name in REPORTS for part in ("-z", f"imsfail,{name}")]
    result = subprocess.run(
        [*valgrind, "tshark", *PREFERENCES, "-2", *reports, *options],
        **process, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, errors="replace",
    )
    if result.returncode != 0 or "IMS Failure Analysis" not in result.stdout:
        sys.exit(f"tshark under valgrind failed, or did not load the plugin:\n{result.stderr}")
    return list(our_errors(report))


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n\n")[0])
    parser.add_argument("--short", action="store_true", help="a dozen captures, not all")
    parser.add_argument("--plugins", type=Path, default=PLUGINS, help="folder of the build to test")
    arguments = parser.parse_args()
    captures = CAPTURES + FOREIGN_CAPTURES
    if arguments.short:
        captures = [REPO / "captures" / f"{name}.pcapng" for name in SHORT]

    with Sandbox.temporary() as sandbox:
        merged = sandbox.merge("all", captures)
        errors = check(sandbox, arguments.plugins, "-V", "-r", merged)
        # Most calls are forgotten before their frames are shown.
        errors += check(sandbox, arguments.plugins, "-O", "imsfail", "-r", merged, *FEW_CALLS)
    print("\n\n".join(errors))
    print(f"{len(captures)} captures under valgrind: {len(errors)} errors in the plugin")
    sys.exit(bool(errors))


if __name__ == "__main__":
    main()
