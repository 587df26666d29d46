import os
import subprocess
import sys
from pathlib import Path

import pytest

from agent.errors import SettingsError
from agent.settings import load_settings


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch, tmp_path):
    for name in list(os.environ):
        if name.startswith("XIAOER_"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def test_defaults_hold_an_embedded_shop_below_the_working_folder(tmp_path):
    settings = load_settings()
    assert settings.model.provider == "embedded"
    assert settings.data.path == tmp_path / ".xiaoer/shop"
    assert settings.data.database == f"sqlite:///{tmp_path}/.xiaoer/shop/shop.db"


def test_environment_reaches_nested_settings(monkeypatch):
    monkeypatch.setenv("XIAOER_SHOP__NAME", "灯织")
    monkeypatch.setenv("XIAOER_CHAT__MAX_CHARACTERS", "99")
    settings = load_settings()
    assert settings.shop.name == "灯织"
    assert settings.chat.max_characters == 99


def test_precedence_is_arguments_environment_home_file_working_folder_file(monkeypatch, tmp_path):
    home = tmp_path / "home"
    home.mkdir()
    (home / "xiaoer.toml").write_text('port = 3\nhost = "home"\n')
    (tmp_path / "xiaoer.toml").write_text('port = 4\nhost = "folder"\nlog_level = "debug"\n')
    assert (load_settings(home=home).port, load_settings(home=home).host) == (3, "home")
    assert load_settings(home=home).log_level == "debug"
    monkeypatch.setenv("XIAOER_PORT", "2")
    assert load_settings(home=home).port == 2
    assert load_settings(home=home, port=1).port == 1


def test_home_in_the_environment_finds_its_file(monkeypatch, tmp_path):
    (tmp_path / "xiaoer.toml").write_text("port = 4\n")
    home = tmp_path / "elsewhere"
    home.mkdir()
    (home / "xiaoer.toml").write_text("port = 7\n")
    monkeypatch.setenv("XIAOER_HOME", str(home))
    assert load_settings().port == 7


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("port = 99999", "port"),
        ('[shop]\ncurrency = "dollars"', "shop.currency"),
        ("[chat]\nmax_charakters = 1", "chat.max_charakters"),
        ('colour = "red"', "colour"),
        ("port = = 1", "xiaoer.toml"),
    ],
)
def test_a_bad_value_is_named(tmp_path, text, named):
    (tmp_path / "xiaoer.toml").write_text(text)
    with pytest.raises(SettingsError, match=named):
        load_settings()


def test_secrets_are_not_shown(monkeypatch):
    monkeypatch.setenv("XIAOER_MODEL__API_KEY", "hush-hush")
    assert "hush-hush" not in repr(load_settings())


def test_nothing_else_reads_the_environment():
    root = Path(__file__).parents[2]
    readers = [
        path.relative_to(root).as_posix()
        for package in ("agent", "evals", "knowledge_base", "retrieval")
        for path in (root / package).rglob("*.py")
        if "node_modules" not in path.parts
        and any(call in path.read_text() for call in ("os.environ.get(", "os.environ[", "getenv("))
    ]
    assert readers == ["agent/settings.py"]


def test_help_is_quick_because_it_loads_no_engine():
    script = (
        "import sys, xiaoer; print(*sorted({'torch','faiss','onnxruntime','langchain','sklearn'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
