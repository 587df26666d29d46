"""Tokens that the shop's own site signs for customers who are signed in there: JWT (RFC 7519), HS256 or RS256.

Which key checks a token is decided by the settings, never by what the token says of itself (RFC 8725): each algorithm
has keys of its own, "none" is no algorithm, and headers that bring or name a key are not read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import jwt

from agent.errors import SettingsError, TokenError

if TYPE_CHECKING:
    from pathlib import Path

    from agent.settings import IdentitySettings

LONGEST_TOKEN = 4096  # characters of a token that anybody reads
_SHORTEST = 32  # bytes of a secret (RFC 7518, section 3.2)
_LATEST = 1e12  # seconds since 1970
_SMALLEST = 2048  # bits of an RSA key (RFC 7518, section 3.3)
_WHY: Sequence[tuple[type[jwt.InvalidTokenError], str]] = (
    (jwt.ExpiredSignatureError, "expired"),
    (jwt.ImmatureSignatureError, "not valid yet"),
    (jwt.InvalidSignatureError, "wrong signature"),
    (jwt.InvalidIssuerError, "wrong issuer"),
    (jwt.InvalidAudienceError, "wrong audience"),
    (jwt.MissingRequiredClaimError, "a claim is missing"),
    (jwt.InvalidAlgorithmError, "wrong algorithm"),
)


@dataclass(frozen=True, slots=True)
class Tokens:
    """Checks tokens of one shop."""

    settings: IdentitySettings
    keys: Mapping[str, Sequence[Any]]  # by algorithm; any of them may have signed, so that keys can be changed
    now: Callable[[], datetime]

    def read(self, token: str) -> str:
        """The claim that names the customer: their id, or their e-mail address where the settings say so.

        Raises:
            TokenError: it is not a token that the shop signed for now.
        """
        if not any(self.keys.values()):
            raise TokenError("not configured")
        if len(token) > LONGEST_TOKEN or not token.isascii():
            raise TokenError("malformed")
        try:
            algorithm = str(jwt.get_unverified_header(token).get("alg"))
        except jwt.InvalidTokenError as error:
            raise TokenError("malformed") from error
        if not (keys := self.keys.get(algorithm, ())):
            raise TokenError("wrong algorithm")
        claims = self._claims(token, algorithm, keys)
        self._check_times(claims)
        return self._named(claims)

    def _claims(self, token: str, algorithm: str, keys: Sequence[Any]) -> Mapping[str, Any]:
        problem: jwt.InvalidTokenError | None = None
        for key in keys:
            try:
                return self._decoded(token, algorithm, key)
            except jwt.InvalidSignatureError as error:
                problem = error
            except jwt.InvalidTokenError as error:
                problem = error
                break
        raise TokenError(next((why for kind, why in _WHY if isinstance(problem, kind)), "malformed")) from problem

    def _decoded(self, token: str, algorithm: str, key: Any) -> Mapping[str, Any]:
        # The times are checked below, against this shop's clock.
        claims: Mapping[str, Any] = jwt.decode(
            token,
            key,
            algorithms=[algorithm],
            issuer=self.settings.token_issuer or None,
            audience=self.settings.token_audience or None,
            options={
                "require": ["exp", "iat", self.settings.customer_claim],
                "verify_aud": bool(self.settings.token_audience),
                "verify_exp": False,
                "verify_nbf": False,
                "verify_iat": False,
            },
        )
        return claims

    def _check_times(self, claims: Mapping[str, Any]) -> None:
        now, leeway = self.now().timestamp(), self.settings.token_leeway_seconds
        exp, iat, nbf = _time(claims["exp"]), _time(claims["iat"]), _time(claims.get("nbf", 0))
        if exp <= now - leeway:
            raise TokenError("expired")
        if max(iat, nbf) > now + leeway:
            raise TokenError("not valid yet")
        if now - iat > self.settings.token_max_minutes * 60 + leeway:
            raise TokenError("too old")

    def _named(self, claims: Mapping[str, Any]) -> str:
        name = claims[self.settings.customer_claim]
        if not isinstance(name, str) or not name.strip():
            raise TokenError("it names no customer")
        if self.settings.customer_claim == "email" and claims.get("email_verified", True) is not True:
            raise TokenError("the e-mail address is not verified")
        return name


def open_tokens(settings: IdentitySettings, now: Callable[[], datetime]) -> Tokens:
    """The checker of tokens of these settings.

    Raises:
        SettingsError: a key cannot be used; says which and why.
    """
    secrets = [secret.get_secret_value().encode() for secret in settings.token_secrets]
    if any(len(secret) < _SHORTEST for secret in secrets):
        raise SettingsError(f"identity.token_secrets: a secret is too short; at least {_SHORTEST} bytes are needed")
    keys = {"HS256": secrets, "RS256": [_public_key(path) for path in settings.token_public_keys]}
    return Tokens(settings, keys, now)


def _public_key(path: Path) -> Any:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey  # noqa: PLC0415 loads OpenSSL
    from cryptography.hazmat.primitives.serialization import load_pem_public_key  # noqa: PLC0415

    try:
        key = load_pem_public_key(path.read_bytes())
    except OSError as error:
        raise SettingsError(f"identity.token_public_keys: {path} cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise SettingsError(f"identity.token_public_keys: {path} is no public key in PEM form") from error
    if not isinstance(key, RSAPublicKey) or key.key_size < _SMALLEST:
        raise SettingsError(f"identity.token_public_keys: {path} is no RSA key of at least {_SMALLEST} bits")
    return key


def _time(value: object) -> float:
    """Seconds since 1970 of a claim (RFC 7519, section 2: NumericDate)."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < _LATEST:
        raise TokenError("malformed")
    return float(value)
