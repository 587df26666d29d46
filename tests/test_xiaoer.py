import subprocess
import sys
from pathlib import Path

import pytest

XIAOER = Path(sys.executable).parent / "xiaoer"
COMMANDS = ("ask", "demo", "doctor", "eval", "index", "ingest", "search", "serve")


def run(*arguments, home):
    return subprocess.run(
        [XIAOER, "--home", home, *arguments], capture_output=True, text=True, check=False, timeout=60, cwd=home
    )


def test_help_lists_every_command(tmp_path):
    shown = run("--help", home=tmp_path)
    assert shown.returncode == 0
    assert all(f" {command} " in shown.stdout for command in COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_shows_examples(tmp_path, command):
    shown = run(command, "--help", home=tmp_path)
    assert shown.returncode == 0
    assert "Examples" in shown.stdout or "COMMAND" in shown.stdout


def test_a_bad_setting_is_one_sentence(tmp_path):
    (tmp_path / "xiaoer.toml").write_text("port = 70000\n")
    shown = run("doctor", home=tmp_path)
    assert shown.returncode == 1
    assert "port" in shown.stderr
    assert "Traceback" not in shown.stderr


def test_an_unknown_suite_is_one_sentence(tmp_path):
    shown = run("eval", "nonsense", "--data", tmp_path, home=tmp_path)
    assert shown.returncode == 1
    assert "needs one of: chorus" in shown.stderr
