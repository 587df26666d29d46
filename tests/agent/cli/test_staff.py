from __future__ import annotations

import json
import re
import stat

import pytest
from typer.testing import CliRunner

from agent.cli.staff import app
from agent.handoff.errors import LogInError
from agent.handoff.staff import Accounts
from agent.settings import load_settings
from knowledge_base import open_store


@pytest.fixture
def settings(tmp_path):
    return load_settings(home=tmp_path)


def run(settings, *words: str, typed: str = "") -> str:
    done = CliRunner().invoke(app, [*words], obj=settings, input=typed, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


def log_in(settings, email: str, password: str) -> str:
    store = open_store(settings.data)
    try:
        return Accounts(store).log_in(email, password).staff.role
    finally:
        store.close()


def test_a_new_account_gets_a_random_password_that_is_shown_once(settings):
    said = run(settings, "add", "anna@example.org", "--name", "Anna", "--role", "admin")
    password = re.search(r"Password of anna@example.org: (\S+)", said)
    assert password
    assert log_in(settings, "anna@example.org", password[1]) == "admin"
    listed = json.loads(run(settings, "list", "--json"))
    assert listed == [{"email": "anna@example.org", "name": "Anna", "role": "admin", "disabled": False}]
    assert password[1] not in run(settings, "list")


def test_a_password_of_ones_own_is_asked_for_and_not_repeated(settings):
    typed = "correct horse battery\n" * 2
    said = run(settings, "add", "anna@example.org", "--name", "Anna", "--ask", typed=typed)
    assert "correct horse" not in said
    assert log_in(settings, "anna@example.org", "correct horse battery") == "agent"


def test_disabled_and_opened_again_with_another_password(settings):
    run(settings, "add", "anna@example.org", "--name", "Anna")
    run(settings, "disable", "anna@example.org")
    said = run(settings, "password", "anna@example.org")
    password = said.split()[3]
    with pytest.raises(LogInError):
        log_in(settings, "anna@example.org", password)
    run(settings, "disable", "anna@example.org", "--undo")
    assert log_in(settings, "anna@example.org", password)


def test_the_demo_s_password_is_another_in_each_home_and_stays(settings, tmp_path_factory):
    other = load_settings(home=tmp_path_factory.mktemp("other"))
    first, second, again = (run(one, "demo") for one in (settings, other, settings))
    assert first == again != second
    file = settings.home / "demo-staff.txt"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert log_in(settings, "demo@shop.example", file.read_text().strip()) == "admin"
