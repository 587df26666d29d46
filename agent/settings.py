"""The only reader of the environment and of `xiaoer.toml`.

Precedence: arguments, environment (`XIAOER_*`, nested with `__`), `xiaoer.toml` in `XIAOER_HOME`, `xiaoer.toml`
in the working folder, defaults. Nothing is read at import; `load_settings` reads once and the result is passed down.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from agent.errors import SettingsError
from knowledge_base.home import Home


class Section(BaseModel):
    """A table of `xiaoer.toml`."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class ShopSettings(Section):
    """How the shop presents itself."""

    name: str = "Xiaoer"
    language: Literal["en", "zh"] = "en"
    currency: str = Field("USD", pattern=r"^[A-Z]{3}$")
    brand_colour: str = Field("#0f766e", pattern=r"^#[0-9a-fA-F]{6}$")
    contact: str = ""  # where a customer reaches a person, said when the agent cannot help
    contact_zh: str = ""  # the same in Chinese; without it `contact` is said in Chinese replies too

    def reached(self, language: str) -> str:
        """Where a person is reached, in a language."""
        return self.contact_zh or self.contact if language == "zh" else self.contact


class ModelSettings(Section):
    """Which language model thinks."""

    provider: Literal["embedded", "openai"] = "embedded"
    base_url: str = ""  # of an OpenAI-compatible server, such as vLLM
    name: str = ""
    api_key: SecretStr = SecretStr("")
    timeout: float = Field(20.0, gt=0)  # seconds for a whole answer
    router: Path | None = None  # a trained router; None: the one that ships


class RetrievalSettings(Section):
    """How things are found."""

    embedding_model: str = ""  # a sentence-transformers folder or name; "": the MiniLM that ships
    device: Literal["auto", "cpu", "cuda"] = "auto"
    sync_seconds: float = Field(0.5, gt=0)  # how often the change log is read


class ChatSettings(Section):
    """Limits of the chat service."""

    allowed_origins: tuple[str, ...] = ()  # pages that may host the widget; () means this server's own
    max_characters: int = Field(4000, ge=1)
    messages_per_minute: int = Field(30, ge=1)
    max_upload_bytes: int = Field(8_000_000, ge=1)
    max_uploads_total_bytes: int = Field(2_000_000_000, ge=1)  # of all pictures that are kept
    upload_days: float = Field(30.0, gt=0)  # that a picture is kept
    ping_seconds: float = Field(20.0, gt=0)
    max_sockets: int = Field(10_000, ge=1)
    sockets_per_address: int = Field(500, ge=1)  # raise it where a proxy hides the customers' addresses
    turns_at_once: int | None = Field(None, ge=1)  # None: 4 with the embedded model, 64 with one elsewhere
    api_keys: tuple[SecretStr, ...] = ()  # for /v1 and /api; () means open


class Settings(BaseSettings):
    """Everything that can be set."""

    model_config = SettingsConfigDict(
        env_prefix="XIAOER_",
        env_nested_delimiter="__",
        extra="forbid",
        frozen=True,
        hide_input_in_errors=True,
    )

    home: Path = Path(".xiaoer/shop")
    database_url: str = ""  # SQLAlchemy URL; "": SQLite in the home
    host: str = "127.0.0.1"
    port: int = Field(8000, ge=0, le=65535)
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    shop: ShopSettings = ShopSettings()
    model: ModelSettings = ModelSettings()
    retrieval: RetrievalSettings = RetrievalSettings()
    chat: ChatSettings = ChatSettings()

    @field_validator("home")
    @classmethod
    def _absolute(cls, home: Path) -> Path:
        return home.expanduser().resolve()

    @property
    def data(self) -> Home:
        """The folder and database of this shop."""
        return Home(self.home, self.database_url)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments, environment, the home's file, the working folder's file."""
        given = init_settings().get("home") or os.environ.get("XIAOER_HOME") or cls.model_fields["home"].default
        home = Path(given)
        files = [home.expanduser() / "xiaoer.toml", Path("xiaoer.toml")]
        return (
            init_settings,
            env_settings,
            *(TomlConfigSettingsSource(settings_cls, file) for file in files),
        )


def load_settings(**overrides: Any) -> Settings:
    """Read the settings, once.

    Raises:
        SettingsError: a value cannot be used; names each setting and what it needs.
    """
    try:
        return Settings(**{name: value for name, value in overrides.items() if value is not None})
    except ValidationError as error:
        problems = "; ".join(
            f"{'.'.join(str(part) for part in problem['loc'])}: {problem['msg']}" for problem in error.errors()
        )
        raise SettingsError(f"settings: {problems}") from error
    except ValueError as error:
        raise SettingsError(f"xiaoer.toml: {error}") from error
