"""The folder that holds all of a shop's data."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Home:
    """Where a shop's data lives, and the URL of its database (SQLite inside the folder unless told otherwise)."""

    path: Path
    database_url: str = ""

    @property
    def database(self) -> str:
        """A SQLAlchemy URL."""
        return self.database_url or f"sqlite:///{self.path / 'shop.db'}"

    @property
    def conversations(self) -> Path:
        """The SQLite file of the agent's memory, when the shop's database is SQLite too."""
        return self.path / "conversations.db"

    @property
    def index(self) -> Path:
        """The folder of index snapshots."""
        return self.path / "index"

    @property
    def models(self) -> Path:
        """The folder of models trained or exported here."""
        return self.path / "models"

    @property
    def pictures(self) -> Path:
        """The folder of the catalogue's pictures."""
        return self.path / "pictures"

    @property
    def rejects(self) -> Path:
        """The folder of files that list rejected rows."""
        return self.path / "rejects"

    @property
    def uploads(self) -> Path:
        """The folder of what customers uploaded."""
        return self.path / "uploads"
