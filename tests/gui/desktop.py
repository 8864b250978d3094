"""A desktop without a screen, and Wireshark on it as its user sees it: by the texts it shows.

The texts come over AT-SPI, the interface of screen readers, which Qt serves.

SPDX-License-Identifier: GPL-2.0-or-later
"""

import os
import subprocess
import time
from contextlib import ExitStack, contextmanager

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, Gio, GLib  # noqa: E402

PATIENCE = 30  # seconds, for what takes less than one on an idle machine
STARTS = 30  # of Wireshark until one speaks to AT-SPI: see busy_machine()
OPENINGS = 30  # of a window until one shows: see Wireshark.dialog()


def wait_for(condition, what, patience=PATIENCE, hear=True):
    """The first true answer of a condition, which hears of changes that AT-SPI tells."""
    end = time.monotonic() + patience
    while True:
        while hear and GLib.MainContext.default().iteration(False):
            pass
        try:
            answer = condition()
        except GLib.Error:  # what was asked has gone meanwhile
            answer = None
        if answer:
            return answer
        assert time.monotonic() < end, f"Waited in vain for {what}"
        time.sleep(0.05)


@contextmanager
def program(*command, **options):
    """A program in the background, ended afterwards."""
    process = subprocess.Popen(command, **options)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextmanager
def desktop(environment, size="1400x900"):
    """A display, a session bus and accessibility for the programs of this user.

    Gives the environment for them, which becomes that of this process as well: AT-SPI reads it.
    """
    with ExitStack() as stack:
        reader, writer = os.pipe()
        stack.enter_context(
            program(
                *("Xvfb", "-displayfd", str(writer), "-screen", "0", f"{size}x24"),
                *("-nolisten", "tcp"),
                pass_fds=[writer],
                env=environment,
                stderr=subprocess.DEVNULL,
            )
        )
        os.close(writer)
        with os.fdopen(reader) as pipe:
            display = pipe.readline().strip()
        assert display, "Xvfb makes no display"
        bus = stack.enter_context(
            program(
                *("dbus-daemon", "--session", "--nofork", "--nopidfile", "--print-address"),
                # With a display Qt has a second way to the bus of AT-SPI, and fails more often.
                env={n: v for n, v in environment.items() if n != "DISPLAY"},
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
            )
        )
        with bus.stdout as pipe:
            address = pipe.readline().strip()
        assert address, "dbus-daemon makes no session bus"
        added = {
            "DISPLAY": f":{display}",
            "DBUS_SESSION_BUS_ADDRESS": address,
            "QT_QPA_PLATFORM": "xcb",
            "QT_ACCESSIBILITY": "1",
            "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
        }
        os.environ.pop("AT_SPI_BUS_ADDRESS", None)
        os.environ.update(added)
        assert Atspi.init() in (0, 1), "AT-SPI does not begin"
        # Told the bus, Qt need not ask for it.
        yield environment | added | {"AT_SPI_BUS_ADDRESS": accessibility_bus(address)}


def connect(address):
    flags = Gio.DBusConnectionFlags
    return Gio.DBusConnection.new_for_address_sync(
        address, flags.AUTHENTICATION_CLIENT | flags.MESSAGE_BUS_CONNECTION, None, None
    )


def call(bus, name, path, interface, method, parameters=None):
    return bus.call_sync(
        name, path, interface, method, parameters, None, Gio.DBusCallFlags.NONE, 5000, None
    ).unpack()


def accessibility_bus(session):
    """The address of the bus of AT-SPI, by that of the session's bus."""
    (address,) = call(
        connect(session), "org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus", "GetAddress"
    )
    return address


class NotAccessible(Exception):
    """A program came to the bus of AT-SPI, but has nothing to say there. With Qt 5.15 that happens,
    and does not change any more: see busy_machine()."""


DBUS = ("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus")
CACHE = ("/org/a11y/atspi/cache", "org.a11y.atspi.Cache", "GetItems")


def wait_for_texts(process, address):
    """Waits until a program answers to AT-SPI, straight on its bus: libatspi remembers a program
    that did not answer at first as one without windows."""
    bus = connect(address)

    def name_of_process():
        assert process.poll() is None, "the program has ended"
        (names,) = call(bus, *DBUS, "ListNames")
        for name in names:
            pid = call(bus, *DBUS, "GetConnectionUnixProcessID", GLib.Variant("(s)", (name,)))
            if name.startswith(":") and pid == (process.pid,):
                return name
        return None

    name = wait_for(name_of_process, "a program on the bus of AT-SPI", hear=False)
    end = time.monotonic() + 1.5
    while time.monotonic() < end:
        try:
            call(bus, name, *CACHE)
            return
        except GLib.Error:  # not yet
            time.sleep(0.05)
    raise NotAccessible


@contextmanager
def busy_machine():
    """Where Qt 5.15 starts fast it comes up without accessibility nearly always, where it shares the
    processors with others seldom: so it gets company while it starts."""
    with ExitStack() as stack:
        for _ in range(3 * os.cpu_count()):
            stack.enter_context(program("sh", "-c", "while :; do :; done"))
        yield


class Wireshark:
    """A running Wireshark, addressed by what it shows."""

    def __init__(self, process):
        self.process = process
        self.application = wait_for(self._find_application, "Wireshark's window")
        self.application.set_cache_mask(Atspi.Cache.NONE)  # windows that came are missing in it

    @classmethod
    @contextmanager
    def running(cls, environment, *arguments):
        command = ("wireshark", *map(str, arguments))
        with ExitStack() as stack:
            for _ in range(STARTS):
                with ExitStack() as attempt:
                    try:
                        with busy_machine():
                            process = attempt.enter_context(
                                program(*command, env=environment, stderr=subprocess.DEVNULL)
                            )
                            wait_for_texts(process, environment["AT_SPI_BUS_ADDRESS"])
                    except NotAccessible:
                        continue
                    stack.push(attempt.pop_all())
                    break
            else:
                raise NotAccessible
            yield cls(process)

    def _find_application(self):
        for application in children(Atspi.get_desktop(0)):
            if application.get_process_id() == self.process.pid and application.get_child_count():
                return application
        return None

    def find(self, role, name, below=None):
        """The first node with a role and a beginning of its name, but no cell of a table; None."""
        for node in walk(below or self.application, leave_out={"tree", "menu bar"}):
            if role_of(node) == role and node.get_name().startswith(name):
                return node
        return None

    def wait_for(self, role, name, below=None):
        return wait_for(lambda: self.find(role, name, below), f"{role} {name}")

    def menu(self, *path):
        """An entry of the menu bar: its menu, its submenus, its name."""
        node = self.wait_for("menu bar", "")
        for name in path:
            node = self.wait_for("menu item", name, node)
        return node

    def choose(self, *path):
        press(self.menu(*path))

    def cells(self, table):
        """The texts of a table or tree, line by line; of a tree, what is expanded."""
        return [node.get_name() for node in cells_of(table)]

    def columns(self, table):
        return [
            node.get_name()
            for node in children(table)
            if node.get_role_name() == "table column header"
        ]

    def details(self):
        """The lines of the packet details."""
        return self.cells(self.wait_for("tree", "Packet details"))

    def packet(self, number):
        """A cell of a packet, where all packets are displayed; one of the first is on the screen."""
        packets = self.wait_for("tree", "Packet list")
        return cells_of(packets)[(number - 1) * len(self.columns(packets))]

    def select(self, number):
        click(self.packet(number))
        summary = f"Frame {number}:"
        wait_for(lambda: self.details()[0].startswith(summary), f"the details of packet {number}")

    def tool(self, name):
        """A button of the main toolbar."""
        return self.wait_for("push button", name, self.find("tool bar", "Main Toolbar"))

    def open(self, path):
        """Opens a capture where none or another is open, with nothing in the display filter."""
        self.clear_display_filter()
        if not self.find("label", "No Packets"):
            self.close()
        click(self.tool("Open"))  # pressed over AT-SPI it would answer after its window has closed
        [window] = wait_for(lambda: self.windows("Open Capture File"), "the window to open a file")
        name = self.wait_for("text", "File name:", window)
        Atspi.EditableText.set_text_contents(name, str(path))
        press(self.wait_for("push button", "Open", window))
        self.wait_for("frame", path.name)

    def reload(self):
        """Returns when the capture has been read again."""
        press(self.tool("Reload"))

    def toggle_preference(self, name):
        """Changes a preference that is true or false, in the list of all of them."""
        click(self.find("label", "Packets:"))  # keys go to the window that was clicked last
        xdotool("key", "ctrl+shift+p")
        [window] = wait_for(lambda: self.windows("Preferences"), "the preferences")

        def cells_from(beginning):
            """Those of a table from one of them on; the list of all preferences is too long."""
            for table in walk(window, leave_out={"tree"}):
                if table.get_role_name() == "tree" and table.get_child_count() < 100:
                    cells = cells_of(table)
                    names = [cell.get_name() for cell in cells]
                    if beginning in names:
                        return cells[names.index(beginning) :]
            return None

        click(wait_for(lambda: cells_from("Advanced"), "the pages of the preferences")[0])
        search = self.wait_for("label", "Search:", window).get_parent()
        click(self.wait_for("text", "", search))
        xdotool("type", name)
        _, _, _, value, *_ = wait_for(lambda: cells_from(name), f"the preference {name}")
        click(value, times=2)
        click(self.wait_for("push button", "OK", window))
        wait_for(lambda: not self.windows("Preferences"), "the end of the preferences")

    def close(self):
        self.choose("File", "Close")
        self.wait_for("label", "No Packets")

    def display_filter_entry(self):
        """That of the main window."""
        entries = (
            node
            for node in walk(self.application, leave_out={"tree", "menu bar"})
            if node.get_name() == "Display filter entry" and is_showing(node)
        )
        return next(entries)

    def display_filter(self):
        return text(self.display_filter_entry())

    def clear_display_filter(self):
        entry = self.display_filter_entry()
        if text(entry):
            [button] = (b for b in children(entry) if b.get_description().startswith("Clear"))
            press(button)

    def displayed(self, count):
        """Waits until so many packets are displayed."""

        def shown():
            label = self.find("label", "Packets:")
            said = label.get_name() if label else ""
            # From Wireshark 4.4 on it says nothing where all are displayed.
            return f"Displayed: {count} (" in said or said == f"Packets: {count}"

        return wait_for(shown, f"{count} displayed packets")

    def windows(self, title):
        """The windows beside the main one that have these words in their title."""
        return [
            window
            for window in children(self.application)
            if window.get_role_name() == "dialog" and title in window.get_name()
        ]

    @contextmanager
    def dialog(self, title, *path):
        """The window with these words in its title that a menu entry opens, closed afterwards."""

        def windows():
            return self.windows(title)

        for _ in range(OPENINGS):  # just after another window has gone, Wireshark may open none
            self.choose(*path)
            try:
                window, *_ = wait_for(windows, f"the window {title}", patience=1)
                break
            except AssertionError:
                continue
        else:
            raise AssertionError(f"no window {title}")
        yield window
        while opened := windows():  # several, where the first one only came late
            press(self.wait_for("push button", "Close", opened[0]))
            wait_for(lambda: len(windows()) < len(opened), f"the end of {title}")

    def message(self):
        """What a message box says, which is closed."""
        box = self.wait_for("alert", "")
        said = self.wait_for("label", "", box).get_name()
        press(self.wait_for("push button", "OK", box))
        wait_for(lambda: self.find("alert", "") is None, "the end of the message")
        return said


def children(node):
    nodes = (node.get_child_at_index(i) for i in range(node.get_child_count()))
    return [child for child in nodes if child is not None]


def cells_of(table):
    return [node for node in children(table) if node.get_role_name() == "table cell"]


def role_of(node):
    """The name of its role, as in every version of AT-SPI."""
    name = node.get_role_name()
    return "push button" if name == "button" else name


def walk(node, leave_out):
    """A node and all below it, in the order shown. What is below a child that has one of the roles
    to leave out is passed over: it is much."""
    yield node
    for child in children(node):
        if child.get_role_name() in leave_out:
            yield child
        else:
            yield from walk(child, leave_out)


def is_showing(node):
    return node.get_state_set().contains(Atspi.StateType.SHOWING)


def is_enabled(node):
    return node.get_state_set().contains(Atspi.StateType.ENABLED)


def press(node):
    assert Atspi.Action.do_action(node, 0), node.get_name()


def text(node):
    return Atspi.Text.get_text(node, 0, -1)


def xdotool(*arguments):
    subprocess.run(["xdotool", *map(str, arguments)], check=True)


def click(node, times=1):
    """With the mouse, where a cell has its text."""
    place = Atspi.Component.get_extents(node, Atspi.CoordType.SCREEN)
    assert place.width > 0 and place.height > 0, f"{node.get_name()} is not on the screen"
    xdotool("mousemove", place.x + min(5, place.width // 2), place.y + place.height // 2)
    xdotool("click", "--repeat", times, "--delay", 50, 1)
