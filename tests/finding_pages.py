#!/usr/bin/env python3
"""Writes the pages of the findings, docs/findings/, from the table of the rules.

The pages say what the records of the rules say, so that they cannot drift from what is raised; a test
holds them against each other. Run it when a rule has changed.

SPDX-License-Identifier: GPL-2.0-or-later
"""

import argparse
import json
import subprocess
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

REPO = Path(__file__).resolve().parent.parent
PAGES = REPO / "docs" / "findings"
RULES = REPO / "build" / "dev" / "tests" / "imsfail_rules"

# Where Wireshark files the finding (Analyze > Expert Information, column Group).
GROUPS = {
    "Response": "the verdict on a response",
    "Protocol": "a broken rule",
    "Sequence": "order, absence or repetition of messages",
    "Assumption": "an inference",
}

INDEX = """\
# Findings

Each finding is an expert info with a filter of its own: `imsfail.finding.ack_missing` for `ack_missing`. Its
text names the frames that prove it. Those of the verdict stand on the failure response of every hop, all
others once, on the hop nearest the originator that shows them; on the other sightings of the same failure
`imsfail.finding_in` leads there.

| severity | what it is |
|---|---|
| chat | normal procedure |
| note | the outcome of a user, an advice, an inference, a broken SHOULD, or a failure that need not reach the caller |
| warn | a failure of network or request, or a broken MUST |
| error | what leaves no other reading |

What only a proxy owes is said with "if this node is a proxy". That something is absent is said only where the
capture could have shown it, and after its timer has passed; to see all of those, use `tshark -2`, a report, or
Wireshark.
"""

FROM_VERDICT = "The verdict says it for the code and the circumstances: `imsfail.{}`."


class Rule(NamedTuple):
    """A rule as imsfail_rules lists it; what the verdict says instead is empty."""

    id: str
    severities: str
    group: str
    theme: str
    clause: str
    title: str
    meaning: str
    action: str


def list_rules(program=RULES):
    """All rules, in the order of the table."""
    output = subprocess.run([program], check=True, capture_output=True, text=True).stdout
    return [Rule(*line.split("\t")) for line in output.splitlines()]


def rests_on(rule):
    """Its clause, or that it is the verdict's; the failure of the analysis itself has neither."""
    return rule.clause or ("" if rule.action else "the verdict")


def index(rules):
    """The page that lists them all, by theme."""
    text = INDEX
    for theme, members in groupby(rules, key=lambda rule: rule.theme):
        text += f"\n## {theme}\n\n"
        text += "| finding | severity | what it means | rests on |\n|---|---|---|---|\n"
        for rule in members:
            text += (
                f"| [`{rule.id}`]({rule.id}.md) | {rule.severities} | {rule.meaning} |"
                f" {rests_on(rule)} |\n"
            )
    return text


def page(rule, example):
    """The page of one rule. `example` names a capture where it is raised and one that comes near, and
    the preferences without which Wireshark finds no SIP in them."""
    steps = rule.action or FROM_VERDICT.format("inspect` and `imsfail.next_step")
    text = f"""\
# {rule.title}

| | |
|---|---|
| filter | `imsfail.finding.{rule.id}` |
| severity | {rule.severities} |
| group | {rule.group}: {GROUPS[rule.group]} |
| theme | [{rule.theme}](README.md) |

## What it means

{rule.meaning}

## What to check

{steps}
"""
    if rests_on(rule):
        text += f"""
## What it rests on

{rule.clause or FROM_VERDICT.format("spec")}
"""
    if example:
        options = "".join(f" -o {preference}" for preference in example.get("preferences", []))
        text += f"""
## See it

```
tshark{options} -r captures/{example["shows"]}.pcapng -2 -Y imsfail.finding.{rule.id} -O imsfail
```

`captures/{example["silent"]}.pcapng` comes near it and does not show it.
"""
    return text


def pages(rules):
    """File name -> text of all pages."""
    examples = json.loads((REPO / "tests" / "regress" / "rules.json").read_text())
    made = {f"{rule.id}.md": page(rule, examples.get(rule.id)) for rule in rules}
    return made | {"README.md": index(rules)}


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument(
        "--rules", type=Path, default=RULES, help="imsfail_rules of a build (%(default)s)"
    )
    made = pages(list_rules(parser.parse_args().rules))
    PAGES.mkdir(exist_ok=True)
    for path in PAGES.glob("*.md"):
        if path.name not in made:
            path.unlink()
    for name, text in made.items():
        (PAGES / name).write_text(text)


if __name__ == "__main__":
    main()
