import json
import os
import shutil
import subprocess
import sys

import pytest

from retrieval import snapshot
from retrieval.errors import SnapshotError
from retrieval.snapshot import About

ABOUT = About("model", 7)


def write(text):
    def into(folder):
        (folder / "dense").mkdir()
        (folder / "dense" / "vectors").write_text(text * 1000)
        (folder / "passages").write_text(text)

    return into


def save(index, about, write):
    """Save where nobody else is saving."""
    folder = snapshot.save(index, about, write)
    assert folder is not None
    return folder


def current(index):
    """The newest, where there is one."""
    folder = snapshot.current(index)
    assert folder is not None
    return folder


def read(index):
    folder = current(index)
    snapshot.check(folder, "model")
    return (folder / "passages").read_text()


def test_the_newest_is_current_and_the_last_two_are_kept(tmp_path):
    assert snapshot.current(tmp_path) is None
    for text in "abcd":
        saved = save(tmp_path, ABOUT, write(text))
        assert saved == snapshot.current(tmp_path) and read(tmp_path) == text
    assert [(folder / "passages").read_text() for folder in sorted(tmp_path.glob("snapshot-*"))] == ["c", "d"]


def test_what_it_is_of_comes_back(tmp_path):
    folder = save(tmp_path, About("model", 42), write("a"))
    about = snapshot.check(folder, None)
    assert (about.model, about.sequence, about.schema) == ("model", 42, snapshot.SCHEMA)
    assert about.saved > 0


def files(folder):
    return [path for path in sorted(folder.rglob("*")) if path.is_file()]


def flipped(path):
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def shortened(path):
    path.write_bytes(path.read_bytes()[:-1])


def emptied(path):
    path.write_bytes(b"")


def removed(path):
    path.unlink()


@pytest.mark.parametrize("damage", [flipped, shortened, emptied, removed])
@pytest.mark.parametrize("place", range(3))
def test_damage_to_any_file_is_noticed(tmp_path, place, damage):
    folder = save(tmp_path, ABOUT, write("a"))
    assert len(files(folder)) == 3
    damage(files(folder)[place])
    with pytest.raises(SnapshotError, match=folder.name):
        snapshot.check(folder, "model")


def test_every_bit_of_the_manifest_counts(tmp_path):
    folder = save(tmp_path, ABOUT, write("a"))
    manifest = folder / "manifest.json"
    whole = manifest.read_bytes()
    for place in range(len(whole)):
        if whole[place : place + 1].isspace():
            continue
        manifest.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        with pytest.raises(SnapshotError):
            snapshot.check(folder, "model")
    manifest.write_bytes(whole)
    snapshot.check(folder, "model")


def test_another_version_or_model_is_named(tmp_path, monkeypatch):
    folder = save(tmp_path, ABOUT, write("a"))
    with pytest.raises(SnapshotError, match="of embedding model model, now it is another"):
        snapshot.check(folder, "another")
    monkeypatch.setattr(snapshot, "SCHEMA", snapshot.SCHEMA + 1)
    with pytest.raises(SnapshotError, match=r"of version \d+, this is version \d+"):
        snapshot.check(folder, "model")


@pytest.mark.parametrize("manifest", ["", "[]", "{}", '{"about": {"colour": 1}, "files": {}, "seal": ""}', "null"])
def test_a_strange_manifest_is_an_error_of_ours(tmp_path, manifest):
    folder = save(tmp_path, ABOUT, write("a"))
    (folder / "manifest.json").write_text(manifest)
    with pytest.raises(SnapshotError):
        snapshot.check(folder, "model")


@pytest.mark.parametrize("pointer", [None, "", "snapshot-gone", "../../etc", "\udcff"])
def test_a_lost_pointer_falls_back_to_the_newest(tmp_path, pointer):
    save(tmp_path, ABOUT, write("a"))
    newest = save(tmp_path, ABOUT, write("b"))
    (tmp_path / "current").unlink()
    if pointer is not None:
        (tmp_path / "current").write_text(pointer, "utf-8", "surrogateescape")
    assert snapshot.current(tmp_path) == newest


def test_a_failed_write_leaves_the_one_before(tmp_path):
    save(tmp_path, ABOUT, write("a"))

    def fail(folder):
        (folder / "half").write_text("x")
        raise OSError("No space left on device")

    with pytest.raises(OSError, match="No space"):
        snapshot.save(tmp_path, ABOUT, fail)
    assert read(tmp_path) == "a"
    assert not list(tmp_path.glob(".snapshot-*"))


KILLED = """
import os, sys
from pathlib import Path
from retrieval import snapshot

step = int(sys.argv[2])
for name in ("_checksum", "_flush", "_tidy", "_seal"):
    def counted(*arguments, real=getattr(snapshot, name)):
        global step
        step -= 1
        if step < 0:
            os._exit(9)
        return real(*arguments)
    setattr(snapshot, name, counted)

def write(folder):
    (folder / "dense").mkdir()
    (folder / "dense" / "vectors").write_text("b" * 1000)
    (folder / "passages").write_text("b")

snapshot.save(Path(sys.argv[1]), snapshot.About("model", 8), write)
"""


def test_killed_at_any_step_a_whole_snapshot_is_current(tmp_path):
    snapshot.save(tmp_path / "first", ABOUT, write("a"))
    seen = []
    for step in range(30):
        shutil.rmtree(tmp_path / "index", ignore_errors=True)
        shutil.copytree(tmp_path / "first", tmp_path / "index")
        code = subprocess.run([sys.executable, "-c", KILLED, tmp_path / "index", str(step)], check=False).returncode
        seen.append(read(tmp_path / "index"))
        if code == 0:
            break
        assert code == 9
        assert snapshot.save(tmp_path / "index", ABOUT, write("c")) and read(tmp_path / "index") == "c"
    assert code == 0
    assert seen[0] == "a" and seen[-1] == "b" and seen == sorted(seen)


def test_only_one_process_saves_at_a_time(tmp_path):
    save(tmp_path, ABOUT, write("a"))

    def meanwhile(folder):
        script = (
            "import sys; from pathlib import Path; from retrieval import snapshot;"
            "print(snapshot.save(Path(sys.argv[1]), snapshot.About('model', 1), lambda folder: None))"
        )
        told = subprocess.run([sys.executable, "-c", script, tmp_path], capture_output=True, text=True, check=True)
        assert told.stdout.strip() == "None"
        write("b")(folder)

    assert snapshot.save(tmp_path, ABOUT, meanwhile) is not None
    assert read(tmp_path) == "b"


def test_what_dead_processes_left_is_tidied_when_old(tmp_path):
    old, young = tmp_path / ".snapshot-old", tmp_path / ".snapshot-young"
    for folder in (old, young):
        folder.mkdir()
    os.utime(old, (1, 1))
    (tmp_path / ".current-old").write_text("x")
    os.utime(tmp_path / ".current-old", (1, 1))
    save(tmp_path, ABOUT, write("a"))
    assert not old.exists() and young.exists() and not (tmp_path / ".current-old").exists()


def test_forgetting_removes_every_snapshot(tmp_path):
    save(tmp_path, ABOUT, write("a"))
    snapshot.forget(tmp_path)
    assert snapshot.current(tmp_path) is None
    snapshot.forget(tmp_path)


def test_the_manifest_lists_every_other_file(tmp_path):
    folder = save(tmp_path, ABOUT, write("a"))
    manifest = json.loads((folder / "manifest.json").read_text())
    assert sorted(manifest["files"]) == ["dense/vectors", "passages"]
