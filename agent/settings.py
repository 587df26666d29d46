"""The only reader of the environment and of `xiaoer.toml`.

Precedence: arguments, environment (`XIAOER_*`, nested with `__`), `xiaoer.toml` in `XIAOER_HOME`, `xiaoer.toml`
in the working folder, defaults. Nothing is read at import; `load_settings` reads once and the result is passed down.
"""

from __future__ import annotations

import os
from datetime import timedelta
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
    max_characters: int = Field(12_000, ge=1)
    messages_per_minute: int = Field(30, ge=1)
    max_upload_bytes: int = Field(8_000_000, ge=1)
    max_uploads_total_bytes: int = Field(2_000_000_000, ge=1)  # of all pictures that are kept
    upload_days: float = Field(30.0, gt=0)  # that a picture is kept
    ping_seconds: float = Field(20.0, gt=0)
    max_sockets: int = Field(10_000, ge=1)
    sockets_per_address: int = Field(500, ge=1)  # raise it where a proxy hides the customers' addresses
    turns_at_once: int | None = Field(None, ge=1)  # None: 4 with the embedded model, 64 with one elsewhere
    api_keys: tuple[SecretStr, ...] = ()  # for /v1 and /api; () means open


class HandoffRule(Section):
    """Messages that the shop wants a person to answer: those with one of the words, or understood as an intent."""

    name: str
    words: tuple[str, ...] = ()
    intents: tuple[str, ...] = ()


class HandoffSettings(Section):
    """When a person is asked, and when people are there."""

    timezone: str = "UTC"
    hours: tuple[str, ...] = ()  # such as "mon-fri 09:00-18:00"; () means always
    closed: tuple[str, ...] = ()  # days, such as "2026-12-25"
    after_failures: int = Field(3, ge=0)  # answers in a row that were none; 0: never
    after_complaints: int = Field(2, ge=0)  # angry messages in a row; 0: never
    below_confidence: float = Field(0.0, ge=0, le=1)  # of an unanswered message; 0: never
    rules: tuple[HandoffRule, ...] = ()
    email_to: tuple[str, ...] = ()  # who hears of a new hand-off
    email_from: str = ""
    smtp_url: SecretStr = SecretStr("")  # smtp://user:password@host:587, smtps:// for TLS from the start
    webhook_url: str = ""
    webhook_secret: SecretStr = SecretStr("")  # signs the webhook's body
    chatwoot_url: str = ""
    chatwoot_account: int = 0
    chatwoot_inbox: int = 0  # of kind API
    chatwoot_token: SecretStr = SecretStr("")  # of an agent or agent bot
    chatwoot_secret: SecretStr = SecretStr("")  # signs what Chatwoot sends us
    public_url: str = ""  # where staff reach this server, for links in notices

    @property
    def told_outside(self) -> bool:
        """Whether somebody outside hears of a hand-off."""
        return bool((self.email_to and self.smtp_url.get_secret_value()) or self.webhook_url or self.chatwoot_url)


class ConsoleSettings(Section):
    """The staff's console."""

    session_hours: float = Field(12.0, gt=0)
    idle_minutes: float = Field(120.0, gt=0)
    secure_cookie: bool = False  # set it where the shop is served over https; on by itself where the request was


class OrderSettings(Section):
    """What customers may have done about their orders by the agent."""

    policy: Path | None = None  # the shop's limits; None: orders.yaml in the home, if there is one
    needs: Literal["recognised", "verified"] = "verified"  # how sure it must be who they are
    proposal_minutes: float = Field(30.0, gt=0)  # that a question for consent stands
    invoice_hours: int = Field(24, ge=1)  # that a link to an invoice works
    public_url: str = ""  # what such a link begins with; "": relative to the page

    @property
    def proposal_life(self) -> timedelta:
        """How long a question for consent stands."""
        return timedelta(minutes=self.proposal_minutes)


class SmsSettings(Section):
    """A gateway that sends text messages when it is asked over HTTP; "{to}" and "{text}" are filled in."""

    url: str = ""
    headers: dict[str, SecretStr] = Field(default_factory=dict)
    user: str = ""  # basic authentication, where the gateway wants it
    password: SecretStr = SecretStr("")
    fields: dict[str, str] = Field(default_factory=lambda: {"To": "{to}", "Body": "{text}"})
    encoding: Literal["form", "json"] = "form"


class IdentitySettings(Section):
    """How customers show who they are, and how often they may try."""

    token_secrets: tuple[SecretStr, ...] = ()  # with which the shop's site signs (HS256); at least 32 bytes
    token_public_keys: tuple[Path, ...] = ()  # PEM files, where it signs with an RSA key (RS256)
    token_issuer: str = ""  # wanted in `iss`; "": any
    token_audience: str = ""  # wanted in `aud`; "": any
    customer_claim: Literal["sub", "email"] = "sub"  # the claim that names the customer
    signed_level: Literal["recognised", "verified"] = "verified"
    token_max_minutes: float = Field(60.0, gt=0)  # since `iat`
    token_leeway_seconds: float = Field(30.0, ge=0)  # that the two clocks may differ
    facts: tuple[Literal["order_email", "name_postcode"], ...] = ("order_email",)  # that are enough to be recognised
    facts_level: Literal["recognised", "verified"] = "recognised"
    code_minutes: int = Field(10, ge=1)
    code_tries: int = Field(5, ge=1)
    codes_per_hour: int = Field(5, ge=1)  # of a conversation
    codes_per_target: int = Field(10, ge=1)  # a day: of an address, a number or an order, and of a customer
    codes_per_address: int = Field(50, ge=1)  # an hour: of where customers come from
    tries: int = Field(5, ge=1)  # wrong ones of a conversation before there is a pause
    tries_per_target: int = Field(10, ge=1)  # of whom is asked for
    tries_per_address: int = Field(50, ge=1)
    lock_minutes: float = Field(1.0, gt=0)  # the first pause; each further one is twice as long
    longest_lock_minutes: float = Field(1440.0, gt=0)
    idle_minutes: float = Field(30.0, gt=0)  # of silence, after which who they are must be shown again
    smtp_url: SecretStr = SecretStr("")  # smtp://user:password@host:587, smtps:// for TLS from the start
    email_from: str = ""
    sms: SmsSettings = SmsSettings()
    key: SecretStr = SecretStr("")  # of the hashes that are kept; "": one made and kept in the shop's database


class PrivacySettings(Section):
    """How long what customers leave behind is kept; 0 keeps it for good."""

    conversation_days: float = Field(180.0, ge=0)  # after its last message; all that hangs on it goes along
    audit_days: float = Field(730.0, ge=0)  # who proved who they are, what staff did
    ledger_days: float = Field(3650.0, ge=0)  # after which a deed's details go and its customer gets a pseudonym
    erased_orders: Literal["pseudonymise", "remove"] = "pseudonymise"  # what becomes of an erased customer's orders
    sweep_hours: float = Field(6.0, gt=0)  # how often the service looks for what is kept no longer
    tracing: bool = False  # let LangSmith's variables in the environment send customers' words away


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
    privacy: PrivacySettings = PrivacySettings()
    identity: IdentitySettings = IdentitySettings()
    orders: OrderSettings = OrderSettings()
    handoff: HandoffSettings = HandoffSettings()
    console: ConsoleSettings = ConsoleSettings()

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
