import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
EXAMPLES = ROOT / "examples"


def run(example, *arguments):
    environment = {name: value for name, value in os.environ.items() if not name.startswith("XIAOER_")}
    done = subprocess.run(
        [sys.executable, EXAMPLES / example, *arguments],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env=environment,
        timeout=110,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_every_example_says_how_to_run_it():
    for example in sorted(EXAMPLES.glob("*.py")):
        assert f"python examples/{example.name}" in example.read_text()


def test_a_catalogue_can_be_searched(tmp_path):
    shown = run("02-search-a-catalogue.py", tmp_path / "home")
    assert "filters: 30" in shown
    assert shown.index("Red wool scarf") < shown.index("Steel water bottle")


@pytest.fixture(scope="module")
def small_shop(tmp_path_factory):
    home = tmp_path_factory.mktemp("shop")
    run("02-search-a-catalogue.py", home)
    return home


def test_a_question_gets_an_answer_with_its_product(small_shop):
    shown = run("01-ask-a-question.py", small_shop, "do you have a steel bottle?")
    assert "[A2] Steel water bottle, 19.50 USD" in shown
    assert "$19.50" in shown.split("[A2]")[0]


def test_the_openai_client_reads_a_running_shop(small_shop):
    server = subprocess.Popen(
        [Path(sys.executable).parent / "xiaoer", "--home", small_shop, "serve", "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        ready = next(line for line in server.stdout or () if "http://" in line)
        address = ready[ready.index("http://") :].split()[0].rstrip("/")
        assert "Steel water bottle" in run("03-openai-client.py", address, "do you have a steel bottle?")
    finally:
        server.terminate()
        server.communicate()
