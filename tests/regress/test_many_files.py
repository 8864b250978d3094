"""The commands under "Many files" in docs/batch.md, as they stand there: a capture that was cut into
files in the middle of its calls gives the same failed calls as the whole one.

SPDX-License-Identifier: GPL-2.0-or-later
"""

import json
import re
import shutil
import subprocess

import jsonschema
import pytest

from postgresql import Database
from tshark import REPO

MIXED = REPO / "captures" / "mixed.pcapng"
TRUTH = json.loads(MIXED.with_suffix(".json").read_text())["failed_calls"]
DOCUMENTED = (REPO / "docs" / "batch.md").read_text()
COMMANDS = re.search(r"^## Many files\n.*?^```\n(.*?)^```\n", DOCUMENTED, re.M | re.S)[1]
# What ssh does with "HOST -- COMMAND", but on this host.
SSH = '#!/bin/sh\ncd\nshift 2\nexec sh -c "$*"\n'


@pytest.fixture
def run(sandbox, plugins, server):
    """Gives a function that cuts the capture with these options of editcap, or not, runs the
    commands and gives the database that they filled."""
    folder = sandbox.path / "home" / "many-files"
    process = sandbox.process(plugins)
    environment = process["env"] | server.settings
    database = environment | {"PGDATABASE": "calls"}

    def many_files(*cut, commands=COMMANDS):
        (folder / "day").mkdir(parents=True)
        (folder / "share").symlink_to(sandbox.copy(REPO / "share"))
        ssh = folder / "ssh"
        ssh.write_text(SSH)
        ssh.chmod(0o755)
        if cut:
            command = ["editcap", *cut, MIXED, folder / "day" / "mixed.pcapng"]
            subprocess.run(command, check=True, capture_output=True)
        else:
            shutil.copy(MIXED, folder / "day")
        if "user" in process:
            for path in (folder, *folder.rglob("*")):
                shutil.chown(path, process["user"], process["group"])
        result = subprocess.run(
            ["bash", "-e", "-o", "pipefail", "-c", commands],
            **process | {"cwd": folder, "env": environment | {"PARALLEL_SSH": str(ssh)}},
            capture_output=True,
            text=True,
        )
        assert result.returncode == 0, result.stderr
        return Database(database)

    yield many_files
    subprocess.run(["dropdb", "--if-exists", "--force", "calls"], env=database | {"PGDATABASE": ""})
    shutil.rmtree(folder, ignore_errors=True)


def failed_calls(database):
    """The failed calls as mixed.json has them, as far as both tell."""
    return sorted(
        (row["call_id"], row["method"], row["outcome"], row["final_code"], row["caller"],
         row["target"])
        for row in database.rows("select * from imsfail.failed_calls")
    )  # fmt: skip


EXPECTED = sorted(
    (call["call_id"], call["method"], call["outcome"], str(call["final_code"] or ""),
     call["caller"], call["target"])
    for call in TRUTH
)  # fmt: skip


def test_the_whole_capture(run):
    database = run()
    assert failed_calls(database) == EXPECTED
    validator = jsonschema.Draft202012Validator(
        json.loads((REPO / "share" / "report.schema.json").read_text())
    )
    for row in database.rows("select line from imsfail.lines"):
        validator.validate(json.loads(row["line"]))


@pytest.mark.parametrize(
    "cut", [("-i", "182"), ("-c", "383"), ("-c", "150")], ids=["by time", "by count", "finely"]
)
def test_cut_in_the_middle_of_calls(run, cut):
    database = run(*cut)
    [counts] = database.rows(
        "select count(distinct file) as files,"
        " count(*) filter (where line ->> 'complete' = 'false') as cut from imsfail.lines"
    )
    assert int(counts["files"]) >= 5 and int(counts["cut"]) > 0
    assert failed_calls(database) == EXPECTED


def test_over_hosts(run):
    spread = "parallel -S host1,host2 --wd . --tag"
    assert f"`{spread} ...`" in DOCUMENTED
    database = run("-c", "383", commands=COMMANDS.replace("parallel --tag", spread))
    assert failed_calls(database) == EXPECTED
