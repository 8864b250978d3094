"""plugin/install.sh: it installs plugin and profile for a user, and touches nothing that is the user's.

SPDX-License-Identifier: GPL-2.0-or-later
"""

import shutil
import subprocess
from pathlib import Path

import pytest

from tshark import REPO, Sandbox

# Of Wireshark it asks the folders only.
pytestmark = pytest.mark.core

PROFILE = Path(".config/wireshark/profiles/IMS Failures")


class User:
    """An ordinary user with an empty home and a copy of the checkout, built already."""

    def __init__(self, sandbox, plugins):
        self.sandbox = sandbox
        self.home = Path(sandbox.environment["HOME"])
        self.checkout = sandbox.path / "checkout"
        sources = REPO / "plugin"
        for name in ("install.sh", "packages.sh", "profile.sh", "gui/profile"):
            self.put(sources / name, f"plugin/{name}")
        self.put(plugins, "build/release/plugins")
        self.put(REPO / "captures" / "not-found-404-and-604.pcapng", "captures")

    def put(self, source, target):
        """Adds a file or folder of the repository to the checkout."""
        target = self.checkout / target
        if source.is_dir():
            shutil.copytree(source, target)
        else:
            if not target.suffix:
                target = target / source.name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, target)

    def run(self, *options, **environment):
        return subprocess.run(
            ["bash", self.checkout / "plugin" / "install.sh", *options],
            env=self.sandbox.environment | environment,
            cwd=self.sandbox.path,
            capture_output=True,
            text=True,
            **self.sandbox.user,
        )

    def install(self):
        """Installs what is built; the output."""
        result = self.run("--no-build", "--no-demo")
        assert result.returncode == 0, result.stderr
        return result.stdout

    def uninstall(self):
        result = self.run("--uninstall")
        assert result.returncode == 0, result.stderr
        return result.stdout

    def own(self):
        """Makes the user own what was put into the home."""
        for path in (self.home, *self.home.rglob("*")):
            if self.sandbox.user:
                shutil.chown(path, self.sandbox.user["user"], self.sandbox.user["group"])

    @property
    def profile(self):
        return self.home / PROFILE

    def files(self):
        """What is in the home, with its contents."""
        return {
            str(path.relative_to(self.home)): path.read_bytes()
            for path in self.home.rglob("*")
            if path.is_file()
        }


@pytest.fixture
def user(plugins):
    with Sandbox.temporary() as sandbox:
        yield User(sandbox, plugins)


def shipped():
    return {path.name: path.read_bytes() for path in (REPO / "plugin/gui/profile").iterdir()}


def installed(user):
    """The profile's files, without the note of their checksums."""
    files = {path.name: path.read_bytes() for path in user.profile.iterdir()}
    assert files.pop(".imsfail")
    return files


def test_install_and_uninstall(user):
    output = user.install()
    assert f"Installed the profile {user.profile}" in output
    assert "loads it" in output
    assert installed(user) == shipped()
    assert any(name.endswith("/epan/imsfail.so") for name in user.files())

    assert user.install()  # again: nothing is in the way
    assert installed(user) == shipped()

    (user.profile / "recent").write_text("Wireshark's own\n")
    output = user.uninstall()
    assert f"Removed the profile {user.profile}" in output
    assert user.files() == {}
    assert "Nothing to remove" in user.uninstall()


def test_the_sample_is_explained(user):
    result = user.run("--no-build")
    assert result.returncode == 0, result.stderr
    assert "IMS Failure Analysis: 604 Does Not Exist Anywhere, global, do not retry" in result.stdout
    assert "choose the profile" in result.stdout


def test_unchanged_profile_of_another_version_is_renewed(user):
    source = user.checkout / "plugin" / "gui" / "profile"
    (source / "colorfilters").write_text("# older\n")
    (source / "dfilters").write_text("# no longer shipped\n")
    user.install()
    shutil.rmtree(source)
    user.put(REPO / "plugin" / "gui" / "profile", "plugin/gui/profile")
    assert f"Installed the profile {user.profile}" in user.install()
    assert installed(user) == shipped()


def test_copy_that_wireshark_made_of_the_system_profile_is_renewed(user):
    shutil.copytree(REPO / "plugin" / "gui" / "profile", user.profile)
    user.own()
    assert f"Installed the profile {user.profile}" in user.install()
    assert installed(user) == shipped()


def test_changed_profile_is_left(user):
    user.install()
    colors = user.profile / "colorfilters"
    colors.write_text("# mine\n")
    before = user.files()
    assert f"Left the profile {user.profile} as it is" in user.install()
    assert user.files() == before

    assert f"Left the profile {user.profile}" in user.uninstall()
    kept = {name for name in before if name.startswith(str(PROFILE))}
    assert set(user.files()) == kept and colors.read_text() == "# mine\n"


def test_profile_of_the_same_name_is_left(user):
    user.profile.mkdir(parents=True)
    (user.profile / "preferences").write_text("gui.layout_type: 3\n")
    user.own()
    assert "you changed it, or it is not imsfail's" in user.install()
    assert [path.name for path in user.profile.iterdir()] == ["preferences"]
    assert f"Left the profile {user.profile}" in user.uninstall()
    assert (user.profile / "preferences").read_text() == "gui.layout_type: 3\n"


def test_files_that_a_user_added_to_the_profile_are_left(user):
    user.install()
    (user.profile / "hosts").write_text("192.0.2.1 pcscf\n")
    user.install()
    assert "others in it are yours" in user.uninstall()
    assert [path.name for path in user.profile.iterdir()] == ["hosts"]


@pytest.mark.parametrize(
    ("blocked", "needed"),
    [(".local", "plugins"), (".config", "IMS Failures")],
)
def test_folder_that_cannot_be_written(user, blocked, needed):
    folder = user.home / blocked
    folder.mkdir()
    folder.chmod(0o555)
    result = user.run("--no-build", "--no-demo")
    assert result.returncode == 1 and result.stdout == ""
    assert "cannot write to" in result.stderr and needed in result.stderr
    assert f"{folder} is not a folder of yours" in result.stderr
    assert user.files() == {}


def test_nothing_was_built(user):
    shutil.rmtree(user.checkout / "build")
    result = user.run("--no-build")
    assert result.returncode == 1
    assert "no plugin was built for Wireshark" in result.stderr
    assert user.files() == {}


@pytest.mark.parametrize("version", ["3.6.2", "5.0.0"])
def test_wrong_wireshark(user, version):
    """A tshark of another version, as far as install.sh asks it."""
    folder = user.sandbox.path / "other"
    folder.mkdir()
    tshark = folder / "tshark"
    tshark.write_text(f"#!/bin/sh\necho 'TShark (Wireshark) {version}'\n")
    tshark.chmod(0o755)
    path = f"{folder}:{user.sandbox.environment['PATH']}"
    result = user.run("--no-build", PATH=path)
    assert result.returncode == 1
    assert f"tshark {version} is not supported." in result.stderr
    assert "Supported: Wireshark 4.0 to 4.6" in result.stderr and "Found: " in result.stderr
    assert user.files() == {}


@pytest.fixture
def administrator(user):
    """The user as one whose sudo and Wireshark's own folders are in the sandbox."""
    system = user.sandbox.path / "system"
    programs = user.sandbox.path / "bin"
    for folder in (system, programs):
        folder.mkdir()
        if user.sandbox.user:
            shutil.chown(folder, user.sandbox.user["user"], user.sandbox.user["group"])
    scripts = {
        "sudo": 'exec "$@"',
        "dpkg-query": f'[ -e {system}/package ] && echo "some-package: $2"',
        "tshark": f"""
case "$*" in
"-G folders")
    {shutil.which("tshark")} -G folders |
        sed -E 's,^(Global Plugins:\\s*)(.*)/(plugins/.*),\\1{system}/\\3,
                s,^(Global configuration:\\s*).*,\\1{system}/share,'
    ;;
"-G plugins")
    find {system} "$HOME" -name imsfail.so -printf 'imsfail.so\\t0\\tdissector\\t%p\\n' | head -n 1
    ;;
*) exec {shutil.which("tshark")} "$@" ;;
esac""",
    }
    for name, script in scripts.items():
        (programs / name).write_text(f"#!/bin/sh\n{script}\n")
        (programs / name).chmod(0o755)
    user.sandbox.environment["PATH"] = f"{programs}:{user.sandbox.environment['PATH']}"
    user.system = system
    return user


@pytest.mark.parametrize("changed", [False, True])
def test_for_all_users(administrator, changed):
    """What the user had alone would hide it, and goes unless it was changed."""
    user = administrator
    user.install()
    if changed:
        (user.profile / "colorfilters").write_text("# mine\n")
    result = user.run("--system", "--no-build", "--no-demo")
    assert result.returncode == 0, result.stderr
    [plugin] = user.system.rglob("imsfail.so")
    assert f"Installed {plugin}" in result.stdout and "loads it" in result.stdout
    profile = user.system / "share" / "profiles" / "IMS Failures"
    assert f"Installed the profile {profile}" in result.stdout
    assert {path.name for path in profile.iterdir()} == {*shipped(), ".imsfail"}
    assert not list(user.home.rglob("imsfail.so"))
    assert user.profile.exists() == changed
    assert f"{'Left' if changed else 'Removed'} the profile {user.profile}" in result.stdout

    result = user.run("--no-build", "--no-demo")
    assert result.returncode == 1
    assert f"Wireshark prefers {plugin}" in result.stderr

    assert f"Removed the profile {profile}" in user.uninstall()
    assert not [path for path in user.system.rglob("*") if path.is_file()]


def test_beside_the_package(administrator):
    """What the package installed is neither renewed nor hidden, and not removed."""
    user = administrator
    assert user.run("--system", "--no-build", "--no-demo").returncode == 0
    (user.system / "package").touch()
    for options in ((), ("--system",)):
        result = user.run("--no-build", *options)
        assert result.returncode == 1 and result.stdout == ""
        assert "belongs to the package some-package. Remove that first." in result.stderr
    assert user.files() == {}
    output = user.uninstall()
    assert output.count("it belongs to the package some-package") == 2
    assert list(user.system.rglob("imsfail.so"))
