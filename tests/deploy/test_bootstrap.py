import importlib.util
import socket
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "deploy" / "bootstrap.py"


@pytest.fixture
def bootstrap():
    spec = importlib.util.spec_from_file_location("bootstrap", SCRIPT)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_taken_port_is_told_before_any_work(bootstrap, monkeypatch, capsys):
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = listener.getsockname()[1]
        monkeypatch.setattr(sys, "argv", ["bootstrap.py", "--port", str(port)])
        assert bootstrap.main() == 1
    told = capsys.readouterr().err
    assert told == (
        f"xiaoer set-up: port {port} is taken; stop what listens there or choose another: make demo PORT={port + 1}\n"
    )


def test_a_free_port_passes(bootstrap):
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    bootstrap.check_port(port)


def test_a_wrong_python_is_told_unless_another_is_there(bootstrap, monkeypatch, tmp_path):
    monkeypatch.setattr(sys, "version_info", (3, 9, 2))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(bootstrap.SetupError, match=r"Python is 3\.9\.2; Xiaoer needs 3\.11 to 3\.13"):
        bootstrap.find_python()
    other = tmp_path / "python3.12"
    other.write_text("#!/bin/sh\n")
    other.chmod(0o755)
    assert bootstrap.find_python() == str(other)


def test_too_little_disk_is_told(bootstrap, monkeypatch):
    monkeypatch.setattr(bootstrap, "DISK_NEEDED", 10**18)
    with pytest.raises(bootstrap.SetupError, match="GB are free"):
        bootstrap.check_disk()


def test_an_old_node_is_not_taken(bootstrap, monkeypatch, tmp_path):
    programs, environment = tmp_path / "programs", tmp_path / "bin"
    for folder in (programs, environment):
        folder.mkdir()
    for name, text in {"node": "echo v18.2.0", "npm": "true"}.items():
        (programs / name).write_text(f"#!/bin/sh\n{text}\n")
        (programs / name).chmod(0o755)
    (environment / "npm").write_text("")
    monkeypatch.setenv("PATH", f"{programs}:/bin:/usr/bin")
    monkeypatch.setattr(bootstrap, "BIN", environment)
    assert bootstrap.find_node() == str(environment)
    (programs / "node").write_text("#!/bin/sh\necho v22.1.0\n")
    assert bootstrap.find_node() == str(programs)


def test_a_failing_step_is_one_sentence(bootstrap):
    with pytest.raises(bootstrap.SetupError, match=r"it did not work \(false ended with 1\)"):
        bootstrap.run(["false"], "it did not work")
    with pytest.raises(bootstrap.SetupError, match="no-such-program is missing"):
        bootstrap.run(["no-such-program"], "it did not work")
