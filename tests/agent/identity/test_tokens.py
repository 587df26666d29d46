from __future__ import annotations

import base64
import json

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from agent.errors import SettingsError, TokenError
from agent.identity import NOBODY, Identity, Level
from tests.agent.identity.conftest import ANNA, JOERG, SECRET, opened

OTHER = "another secret, with which somebody else signs tokens"


def claims(counter, **changes):
    now = counter.clock.now.timestamp()
    given = {"sub": ANNA, "iat": now, "exp": now + 600, **changes}
    return {name: value for name, value in given.items() if value is not None}


def signed(counter, secret=SECRET, algorithm="HS256", headers=None, **changes):
    return jwt.encode(claims(counter, **changes), secret, algorithm, headers=headers)


def part(value) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def refusal(counter, token, conversation="a") -> str:
    with pytest.raises(TokenError) as refused:
        counter.identities.recognise(conversation, token)
    return str(refused.value)


@pytest.fixture(scope="module")
def pair():
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return private, key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def test_a_token_of_the_site_verifies(counter):
    assert counter.identities.recognise("a", signed(counter)) == Identity(Level.VERIFIED, ANNA, "token")
    assert counter.identities.of("a") == Identity(Level.VERIFIED, ANNA, "token")


def test_a_shop_may_trust_its_tokens_less(url):
    with opened(url, token_secrets=(SECRET,), signed_level="recognised") as counter:
        assert counter.identities.recognise("a", signed(counter)).level is Level.RECOGNISED


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"exp": None}, "a claim is missing"),
        ({"iat": None}, "a claim is missing"),
        ({"sub": None}, "a claim is missing"),
        ({"sub": "C-99"}, "no such customer"),
        ({"sub": " "}, "it names no customer"),
        ({"sub": 7}, "malformed"),
        ({"exp": "tomorrow"}, "malformed"),
        ({"exp": True}, "malformed"),
        ({"exp": float("nan")}, "malformed"),
        ({"exp": 1e300}, "malformed"),
        ({"iat": [1]}, "malformed"),
        ({"nbf": "x"}, "malformed"),
        ({"secret": OTHER}, "wrong signature"),
        ({"algorithm": "HS384"}, "wrong algorithm"),
    ],
)
def test_what_is_wrong_with_a_token_is_said(counter, changes, problem):
    assert refusal(counter, signed(counter, **changes)) == problem
    assert counter.identities.of("a") == NOBODY
    assert counter.events == [f"refused: {problem}"]


@pytest.mark.parametrize("alg", ["none", "None", "nOnE", "", "RS256", "ES256", None, 5, ["HS256"]])
def test_a_token_does_not_choose_how_it_is_checked(counter, alg):
    body = claims(counter)
    assert refusal(counter, f"{part({'alg': alg, 'typ': 'JWT'})}.{part(body)}.") in {"wrong algorithm", "malformed"}


def test_a_public_key_is_no_secret(url, tmp_path, pair):
    private, public = pair
    file = tmp_path / "site.pem"
    file.write_bytes(public)
    with opened(url, token_public_keys=(file,)) as counter:
        token = jwt.encode(claims(counter), private, "RS256")
        assert counter.identities.recognise("a", token).customer == ANNA
        # The classic: signed with HMAC, the public key's text as its secret. PyJWT would refuse to make it.
        import hashlib
        import hmac

        text = f"{part({'alg': 'HS256'})}.{part(claims(counter))}"
        mac = base64.urlsafe_b64encode(hmac.new(public, text.encode(), hashlib.sha256).digest()).rstrip(b"=").decode()
        assert refusal(counter, f"{text}.{mac}", "b") == "wrong algorithm"
        stranger = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        jwk = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(stranger.public_key()))
        own = jwt.encode(
            claims(counter), stranger, "RS256", headers={"jwk": jwk, "jku": "https://evil.example/", "kid": "x"}
        )
        assert refusal(counter, own, "b") == "wrong signature"


def test_keys_can_be_changed_while_tokens_of_the_old_one_last(url):
    with opened(url, token_secrets=(OTHER, SECRET)) as counter:
        assert counter.identities.recognise("a", signed(counter)).customer == ANNA
        assert counter.identities.recognise("b", signed(counter, OTHER)).customer == ANNA


@pytest.mark.parametrize(
    ("shift", "changes", "problem"),
    [
        (629, {}, None), (630, {}, "expired"), (-29, {}, None), (-31, {}, "not valid yet"),
        (0, {"nbf": 1e10}, "not valid yet"), (3629, {"exp": 1e11}, None), (3631, {"exp": 1e11}, "too old"),
    ],
)  # fmt: skip
def test_clocks_may_differ_a_little(counter, shift, changes, problem):
    token = signed(counter, **changes)
    counter.clock.wait(seconds=shift)
    if problem:
        assert refusal(counter, token) == problem
    else:
        assert counter.identities.recognise("a", token).customer == ANNA


def test_issuer_and_audience_are_wanted_where_they_are_set(url):
    with opened(url, token_secrets=(SECRET,), token_issuer="shop", token_audience="xiaoer") as counter:
        assert counter.identities.recognise("a", signed(counter, iss="shop", aud=["x", "xiaoer"])).customer == ANNA
        assert refusal(counter, signed(counter, iss="other", aud="xiaoer")) == "wrong issuer"
        assert refusal(counter, signed(counter, iss="shop", aud="other")) == "wrong audience"
        assert refusal(counter, signed(counter, iss="shop")) in {"a claim is missing", "wrong audience"}


def test_a_customer_may_be_named_by_a_verified_address(url):
    with opened(url, token_secrets=(SECRET,), customer_claim="email") as counter:
        mail = "ANNA@mail.example"
        assert counter.identities.recognise("a", signed(counter, email=mail, email_verified=True)).customer == ANNA
        assert (
            refusal(counter, signed(counter, email=mail, email_verified=False)) == "the e-mail address is not verified"
        )
        assert refusal(counter, signed(counter, email="no@mail.example")) == "no such customer"


def test_another_customers_token_changes_nothing(counter):
    counter.identities.recognise("a", signed(counter))
    assert refusal(counter, signed(counter, sub=JOERG)) == "another customer"
    counter.clock.wait(hours=2)  # nor when it is not known any more who is there
    assert refusal(counter, signed(counter, sub=JOERG)) == "another customer"
    assert counter.identities.of("a") == NOBODY
    assert counter.identities.recognise("a", signed(counter)).customer == ANNA


def test_who_signs_out_at_the_site_is_nobody_here(counter):
    counter.identities.recognise("a", signed(counter))
    assert counter.identities.signed_out("a")
    assert counter.identities.of("a") == NOBODY
    assert not counter.identities.signed_out("new")
    code = counter.code("b", email="anna@mail.example")
    counter.identities.enter_code("b", code)
    assert not counter.identities.signed_out("b")  # the site never knew them
    assert counter.identities.of("b").customer == ANNA


@pytest.mark.parametrize("token", ["", ".", "..", "a.b.c", "é.é.é", "x" * 100_000, "\0.\0.\0", part({}) + ".x.y"])
def test_what_is_no_token_is_refused(counter, token):
    assert refusal(counter, token) in {"malformed", "wrong algorithm"}


def test_a_flood_of_wrong_tokens_does_not_fill_the_record(counter):
    for _ in range(30):
        refusal(counter, "x")
    assert len(counter.events) == 20
    counter.clock.wait(hours=1)
    refusal(counter, "x")
    assert len(counter.events) == 21


def test_without_keys_no_token_is_taken(url):
    with opened(url) as counter:
        assert refusal(counter, jwt.encode({"sub": ANNA}, SECRET)) == "not configured"


@pytest.mark.parametrize("secret", ["", "x" * 31])
def test_a_short_secret_is_refused(url, secret):
    with pytest.raises(SettingsError, match="at least 32 bytes"), opened(url, token_secrets=(secret,)):
        pass


def test_a_key_that_cannot_be_used_is_named(url, tmp_path):
    small = rsa.generate_private_key(public_exponent=65537, key_size=1024).public_key()
    curve = ec.generate_private_key(ec.SECP256R1()).public_key()
    keys: dict[str, rsa.RSAPublicKey | ec.EllipticCurvePublicKey] = {"small": small, "curve": curve}
    for name, key in keys.items():
        (tmp_path / name).write_bytes(key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    (tmp_path / "text").write_text("hello")
    needs = {"small": "2048 bits", "curve": "no RSA key", "text": "PEM", "none": "cannot be read"}
    for name, need in needs.items():
        with (
            pytest.raises(SettingsError, match=f"token_public_keys.*{need}"),
            opened(url, token_public_keys=(tmp_path / name,)),
        ):
            pass


def test_a_token_does_not_last_beyond_the_silence(counter):
    counter.identities.recognise("a", signed(counter))
    counter.clock.wait(minutes=31)
    assert counter.identities.of("a") == NOBODY
