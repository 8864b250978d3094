"""A PostgreSQL server of the tests' own, on a socket in their temporary folder.

SPDX-License-Identifier: GPL-2.0-or-later
"""

import csv
import io
import subprocess
from contextlib import contextmanager
from pathlib import Path

from tshark import REPO

USER = "imsfail"
COPY = (
    "\\copy imsfail.lines (file, line) from pstdin"
    " with (format csv, delimiter E'\\t', quote E'\\x01')"
)


class Database:
    """One database with the tables and views that the project ships."""

    def __init__(self, environment):
        self.environment = environment

    def psql(self, *arguments, lines=""):
        """What psql prints, as CSV; anything that it complains about is a failure."""
        result = subprocess.run(
            ["psql", "-q", "--csv", "-v", "ON_ERROR_STOP=1", *arguments],
            env=self.environment,
            input=lines,
            capture_output=True,
            text=True,
        )
        assert result.returncode == 0, result.stderr
        return result.stdout

    def load(self, lines):
        """Load lines as `parallel --tag` gives them, and join them."""
        self.psql("-c", COPY, "-c", "call imsfail.join()", lines=lines)

    def rows(self, query):
        """The rows of a query as dicts of strings; NULL is ""."""
        return list(csv.DictReader(io.StringIO(self.psql("-c", query))))


def programs():
    """The folder of the newest server's programs: Debian keeps those of each version apart."""
    folders = Path("/usr/lib/postgresql").glob("*/bin")
    return max(folders, key=lambda folder: int(folder.parent.name))


class Server:
    """A running server. PostgreSQL refuses root, so it is the sandbox's ordinary user's."""

    def __init__(self, sandbox):
        self._process = sandbox.process()
        self._folder = sandbox.path / "home" / "postgresql"
        self._databases = 0
        self.settings = {  # by which PostgreSQL's clients find it
            "PGHOST": str(self._folder.parent),
            "PGUSER": USER,
            "PGDATABASE": "postgres",
            "PGOPTIONS": "-c client_min_messages=warning",
        }
        self.environment = self._process["env"] | self.settings

    def _run(self, program, *arguments):
        log = subprocess.run(
            [programs() / program, "-D", self._folder, *arguments],
            **self._process,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert log.returncode == 0, log.stderr

    @classmethod
    @contextmanager
    def running(cls, sandbox):
        server = cls(sandbox)
        server._run("initdb", "-U", USER, "-A", "trust", "-E", "UTF8", "--no-sync")
        options = f"-k {server._folder.parent} -c listen_addresses= -c fsync=off"
        log = server._folder / "log"
        server._run("pg_ctl", "-w", "-o", options, "-l", log, "start")
        try:
            yield server
        finally:
            server._run("pg_ctl", "-m", "immediate", "stop")

    def database(self):
        """A new database, without lines."""
        self._databases += 1
        name = f"test{self._databases}"
        subprocess.run(["createdb", name], env=self.environment, check=True)
        database = Database(self.environment | {"PGDATABASE": name})
        database.psql("-f", REPO / "share" / "postgresql.sql")
        return database
