"""tshark as the tests run it: an ordinary user's, with an empty home and one plugin folder.

SPDX-License-Identifier: GPL-2.0-or-later
"""

import json
import os
import re
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from datetime import datetime
from functools import cached_property
from pathlib import Path

REPO = Path(__file__).resolve().parent.parent
PROFILE = REPO / "plugin" / "gui" / "profile"
CAPTURES = sorted((REPO / "captures").glob("*.pcapng"))
CAPTURE = {path.stem: path for path in CAPTURES}
# Recorded by other projects; beside the repository on some machines, never inside.
FOREIGN_CAPTURES = sorted((REPO.parent / "shared" / "captures").glob("*.pcap*"))

# What Wireshark needs to hand over all SIP (out of order in TCP, in null-encrypted ESP).
PREFERENCES = (
    "-o", "tcp.reassemble_out_of_order:TRUE",
    "-o", "esp.enable_null_encryption_decode_heuristic:TRUE",
)

# Wireshark loads neither personal plugins nor those of WIRESHARK_PLUGIN_DIR for root.
ORDINARY_USER = 65534


# Wireshark's expert severities, least first.
SEVERITIES = {0x200000: "chat", 0x400000: "note", 0x600000: "warn", 0x800000: "error"}


class Sandbox:
    """A folder that an ordinary user can read, whoever owns the checkout and wherever it is."""

    def __init__(self, path):
        os.umask(0o022)
        self.path = path
        path.chmod(0o755)
        self._copies = {}
        home = path / "home"
        home.mkdir()
        self.environment = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("XDG_", "WIRESHARK_", "LC_"))
        } | {
            "HOME": str(home),
            "LANG": "C.UTF-8",
            "LC_ALL": "C.UTF-8",
            "SHELL": "/bin/bash",  # without it GNU parallel takes that of the account: nologin
            "TZ": "UTC",
        }
        self.user = {}
        if os.geteuid() == 0:
            os.chown(home, ORDINARY_USER, ORDINARY_USER)
            self.user = {"user": ORDINARY_USER, "group": ORDINARY_USER, "extra_groups": []}

    @classmethod
    @contextmanager
    def temporary(cls):
        with tempfile.TemporaryDirectory(prefix="imsfail-") as folder:
            yield cls(Path(folder))

    def copy(self, source):
        """The copy of a file or folder that the ordinary user can read; what is here stays."""
        if source.is_relative_to(self.path):
            return source
        if source not in self._copies:
            folder = Path(tempfile.mkdtemp(dir=self.path))
            folder.chmod(0o755)
            target = folder / source.name
            if source.is_dir():
                shutil.copytree(source, target)
                for path in (target, *target.rglob("*")):
                    path.chmod(0o755)
            else:
                shutil.copyfile(source, target)
            self._copies[source] = target
        return self._copies[source]

    def add_profile(self):
        """Gives the user the configuration profile."""
        folder = Path(self.environment["HOME"]) / ".config" / "wireshark" / "profiles"
        shutil.copytree(PROFILE, folder / "IMS Failures")

    def merge(self, name, captures):
        """One file of several captures, one after the other: most of a run is tshark's start."""
        target = self.path / f"{name}.pcapng"
        assert not target.exists(), f"{name} stands for other captures already"
        command = ["mergecap", "-a", "-w", target, *captures]
        subprocess.run(command, check=True, capture_output=True)
        target.chmod(0o644)
        return target

    def process(self, plugins=None):
        """The arguments of subprocess for a tshark with these plugins, or with none."""
        if plugins:
            folder = self.copy(plugins)
        else:
            folder = self.path / "no-plugins"
            folder.mkdir(exist_ok=True)
        environment = self.environment | {
            "WIRESHARK_PLUGIN_DIR": str(folder),
            "WIRESHARK_ABORT_ON_DISSECTOR_BUG": "1",
        }
        return {"env": environment, "cwd": self.path} | self.user


class Tshark:
    """tshark with the plugins of one folder, or with none."""

    def __init__(self, sandbox, plugins=None):
        self.sandbox = sandbox
        self.process = sandbox.process(plugins)
        self._frames = {}

    def run(self, *arguments, check=True):
        """One run; unless it may fail, it must succeed and complain neither of nor through us."""
        options = () if arguments[0] == "-G" else PREFERENCES
        result = subprocess.run(
            ["tshark", *options, *map(str, arguments)],
            **self.process,
            capture_output=True,
            encoding="utf-8",
            errors="surrogateescape",
        )
        if check:
            complaints = re.findall(
                r".*(?:imsfail|WARNING|CRITICAL|Dissector bug).*", result.stderr
            )
            assert result.returncode == 0 and not complaints, result.stderr
        return result

    def read(self, capture, *arguments, passes=1, check=True):
        """One run over a capture file, in one pass or two."""
        two_passes = ("-2",) if passes == 2 else ()
        return self.run("-r", self.sandbox.copy(capture), *two_passes, *arguments, check=check)

    def shell(self, commands, **environment):
        """What shell commands of the documentation print as they stand there, on copies of our
        captures."""

        def copy(path):
            return str(self.sandbox.copy(REPO / path[0]))

        return subprocess.run(
            ["bash", "-ec", re.sub(r"captures/[\w-]+\.pcapng", copy, commands)],
            **self.process | {"env": self.process["env"] | environment},
            check=True,
            capture_output=True,
            text=True,
        ).stdout

    def matches(self, capture, display_filter, passes=1):
        """The numbers of the frames that a display filter lets through."""
        output = self.read(
            capture, "-Y", display_filter, "-T", "fields", "-e", "frame.number", passes=passes
        ).stdout
        return [int(number) for number in output.split()]

    def frames(self, capture, passes=1):
        """Frame number -> our fields there, each with the list of its values as strings.

        "severity" and "text" list the severities and texts of our expert infos, in the order of
        imsfail.finding. The answer is kept: read it only.

        Booleans read 1 and 0, times 2026-03-01T09:30:00.000000000Z in every Wireshark version.
        """
        key = capture, passes
        if key not in self._frames:
            self._frames[key] = self._read_frames(capture, passes)
        return self._frames[key]

    def _read_frames(self, capture, passes):
        output = self.read(
            capture,
            *("-Y", "imsfail", "-T", "json", "--no-duplicate-keys", "-J", "frame imsfail"),
            passes=passes,
        ).stdout
        frames = {}
        for packet in json.loads(output):
            layers = packet["_source"]["layers"]
            fields = frames[int(layers["frame"]["frame.number"])] = {}
            self._collect(layers["imsfail"], fields)
        return frames

    @cached_property
    def types(self):
        """Our registered fields: filter name -> type."""
        lines = (line.split("\t") for line in self.run("-G", "fields").stdout.splitlines())
        return {line[2]: line[3] for line in lines if line[0] == "F" and line[4] == "imsfail"}

    def _collect(self, tree, fields):
        for item in tree if isinstance(tree, list) else [tree]:
            for name, values in item.items():
                for value in values if isinstance(values, list) else [values]:
                    if isinstance(value, dict):
                        self._collect(value, fields)
                    elif name == "_ws.expert.severity":
                        fields.setdefault("severity", []).append(SEVERITIES[int(value)])
                    elif name == "_ws.expert.message":
                        fields.setdefault("text", []).append(value)
                    elif name in self.types:
                        fields.setdefault(name, []).append(self.normal(name, value))

    def normal(self, name, value):
        """A value of ours as -T json of Wireshark 4.6 has it, whatever output it comes from.

        Other versions and outputs write times as Mar  1, 2026 09:30:00.0... UTC, booleans as True.
        """
        if self.types[name] == "FT_BOOLEAN":
            return {"True": "1", "False": "0"}.get(value, value)
        if self.types[name] == "FT_ABSOLUTE_TIME" and value.endswith(" UTC"):
            seconds, _, fraction = value[: -len(" UTC")].partition(".")
            return f"{datetime.strptime(seconds, '%b %d, %Y %H:%M:%S').isoformat()}.{fraction}Z"
        return value
