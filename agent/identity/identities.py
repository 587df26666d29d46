"""Who a shop's conversations are with: anonymous, then recognised, then verified; one customer a conversation.

Whatever is tried in vain is counted in the same transaction that judges it, and gets the same answer whether the
customer or order that was named exists or not: what is looked up, compared and written is the same, only a code that
nobody gets is not sent.
"""

from __future__ import annotations

import hmac
import secrets
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from itertools import count
from typing import TYPE_CHECKING, TypeGuard

from agent.errors import TokenError
from agent.identity import book
from agent.identity.courier import Courier
from agent.identity.folding import digits, fold_email
from agent.identity.letters import letter
from agent.identity.levels import NOBODY, Channel, Facts, Identity, Level, Sent, Why, Wrong
from agent.identity.senders import Outbox, Post, Senders, is_demo
from agent.identity.tokens import open_tokens
from agent.identity.tries import Bound, Quotas, Tries
from knowledge_base.identity import Code, IdentityRecords, Letter, Note, Standing
from knowledge_base.schema import ENGLISH, Customer, CustomerId

if TYPE_CHECKING:
    from agent.settings import IdentitySettings
    from knowledge_base.store import Store

ANOTHER = "another customer"  # what a token says in a conversation that is not its bearer's
_DIGITS = 6
_numbers = count()
_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
_NOTED = timedelta(seconds=60)  # between two notes that a customer is still there
_ADDRESSES = 100_000  # conversations whose client's address is known here
_TOKEN_NOTES = 20  # an hour: refused tokens of a conversation that are put on record


class Identities:
    """Recognises the customers of one shop. Everything blocks for a moment: call it in a thread."""

    def __init__(
        self,
        store: Store,
        settings: IdentitySettings,
        senders: Senders,
        *,
        shop: str = "Xiaoer",
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.settings = settings
        self.records = IdentityRecords(store)
        self._store = store
        self._shop = shop
        self._now = now
        self._book = book.Book(store)
        self._tokens = open_tokens(settings, now)
        self._courier = Courier(senders, failed=self._not_delivered)
        self._senders = senders
        first, longest = timedelta(minutes=settings.lock_minutes), timedelta(minutes=settings.longest_lock_minutes)
        self._tries = Tries(self.records, first=first, longest=longest, now=now)
        self._quotas = Quotas(self.records, now=now)
        key = settings.key.get_secret_value().encode()
        self._key = key or self.records.secret("identity", secrets.token_bytes(32))
        self._addresses: OrderedDict[str, str] = OrderedDict()

    @property
    def channels(self) -> Sequence[Channel]:
        """How codes can be sent here."""
        return tuple(self._senders)

    def letters(self) -> Sequence[Letter] | None:
        """What a demo shop would have sent, newest first; None for every other shop."""
        kept = any(isinstance(sender, Outbox) for sender in self._senders.values())
        return self.records.letters() if kept and is_demo(self._store) else None

    def minutes_until(self, moment: datetime | None) -> int:
        """The minutes, begun ones too, until a lock opens."""
        return 0 if moment is None else max(0, -((self._now() - moment) // timedelta(minutes=1)))

    def settle(self) -> None:
        """Wait until every code is sent, or given up."""
        self._courier.settle()

    def close(self) -> None:
        """Send the codes that wait, and end."""
        self._courier.close()

    def of(self, conversation: str) -> Identity:
        """Who a conversation is with; nobody once its customer was silent for long, or was erased."""
        standing = self.records.standing(conversation)
        if not self._alive(standing) or self._store.customer(standing.customer) is None:
            return NOBODY
        return Identity(Level(standing.level), standing.customer, standing.how)

    def located(self, conversation: str, address: str) -> None:
        """Note where a customer is connected from: tries that come from there are counted together."""
        if address:
            self._addresses[conversation] = address
            self._addresses.move_to_end(conversation)
            if len(self._addresses) > _ADDRESSES:
                self._addresses.popitem(last=False)

    def heard(self, conversation: str) -> None:
        """The customer did something: what is known of them stays for as long again."""
        standing = self.records.standing(conversation)
        if self._alive(standing) and self._now() - standing.seen > _NOTED:
            self.records.touch(conversation, self._now(), since=self._oldest())

    def recognise(self, conversation: str, token: str) -> Identity:
        """Take a token of the shop's own site.

        Raises:
            TokenError: it isn't one for now, or it is another customer's than this conversation's.
        """
        try:
            with self._store.transaction():
                customer = self.bearer(token)
                if self._may_bind(conversation, customer):
                    return self._bind(conversation, customer, Level.named(self.settings.signed_level), "token")
            problem = TokenError(ANOTHER)
        except TokenError as error:
            problem = error
        self._note_refused(conversation, str(problem))
        raise problem

    def bearer(self, token: str) -> CustomerId:
        """The customer whom a token of the shop's own site names.

        Raises:
            TokenError: it isn't one for now.
        """
        name = self._tokens.read(token)
        if self.settings.customer_claim == "sub":
            customer = self._store.customer(CustomerId(name))
            found = [] if customer is None else [customer]
        else:
            found = list(self._store.customers(email=fold_email(name)))
        if len(found) != 1:
            raise TokenError("no such customer")
        return found[0].id

    def signed_out(self, conversation: str) -> bool:
        """The site says that nobody is signed in there; whether this was the conversation of somebody who was."""
        with self._store.transaction():
            standing = self.records.standing(conversation)
            if standing is None or standing.how != "token":
                return False
            if standing.level:
                self.records.put(replace(standing, level=Level.ANONYMOUS))
                self._note(conversation, "signed out", "token", standing.customer)
            return True

    def send_code(
        self, conversation: str, *, email: str = "", phone: str = "", order: str = "", address: str = ""
    ) -> Sent | Wrong:
        """Send a one-time code to the address or number on record of whom these name; nothing to anybody else.

        The answer is the same whether they name somebody or not.
        """
        facts = Facts(email=email, phone=phone, order=order).cleaned()
        channel = self._channel(facts)
        given = [one for one in (facts.email, facts.phone, facts.order) if one.strip()]
        if channel is None or not given or any(len(one) > book.LONGEST for one in given):
            return Wrong(why=Why.MISSING)
        claimed = [self._hash("reached", one) for one in book.reached(facts)]
        bounds = self._bounds("code", conversation, claimed, address)
        with self._store.transaction():
            if until := self._tries.locked(bounds):
                return Wrong(locked_until=until, why=Why.LOCKED)
            customer = self._book.by_address(facts)
            standing = self.records.standing(conversation)
            if standing is not None and (customer is None or customer.id != standing.customer):
                return self._wrong(conversation, bounds, channel.value, taken=True)
            if until := self._take_quota(conversation, claimed, address):
                self._note(conversation, "locked", channel.value, target=claimed[0])
                return Wrong(locked_until=until, why=Why.LOCKED)
            post = self._make_code(conversation, customer, channel, claimed[0])
        if post is not None:
            self._courier.take(post)
        return Sent(channel, self.settings.code_minutes)

    def enter_code(self, conversation: str, code: str, *, address: str = "") -> Identity | Wrong:
        """Take a code that the customer read. It fits once, only in the conversation that asked for it."""
        typed = digits(code)
        with self._store.transaction():
            waiting = self.records.code(conversation)
            bounds = self._bounds("code", conversation, [waiting.target] if waiting else [], address)
            if until := self._tries.locked(bounds):
                return Wrong(locked_until=until, why=Why.LOCKED)
            if waiting is None or waiting.expires <= self._now():
                return Wrong(why=Why.NO_CODE)
            if len(typed) != _DIGITS:
                return Wrong(left=min(self.settings.code_tries - waiting.tries, self._tries.left(bounds)))
            fits = hmac.compare_digest(self._digest(conversation, typed), waiting.digest)
            customer = waiting.customer
            if fits and customer is not None and self._may_bind(conversation, customer):
                self.records.drop_code(conversation)
                return self._bind(conversation, customer, Level.VERIFIED, f"code by {waiting.channel}")
            return self._wrong_code(waiting, bounds)

    def check(self, conversation: str, facts: Facts, *, address: str = "") -> Identity | Wrong:
        """Compare what somebody says with what is on record, in the ways that the shop allows."""
        facts = facts.cleaned()
        ways = [way for way in self.settings.facts if book.usable(facts, way)]
        if not ways:
            return Wrong(why=Why.MISSING)
        claimed = [self._hash("claimed", one) for one in book.targets(facts, ways)]
        bounds = self._bounds("facts", conversation, claimed, address)
        with self._store.transaction():
            if until := self._tries.locked(bounds):
                return Wrong(locked_until=until, why=Why.LOCKED)
            customer = self._book.by_facts(facts, ways)
            if customer is not None and self._may_bind(conversation, customer.id):
                return self._bind(conversation, customer.id, Level.named(self.settings.facts_level), " and ".join(ways))
            taken = self.records.standing(conversation) is not None
            return self._wrong(conversation, bounds, " and ".join(ways), taken=taken)

    def forget(self, conversation: str) -> None:
        """Remove who a conversation was with. What it tried stays on record, and counts."""
        self._addresses.pop(conversation, None)
        self.records.forget(conversation)

    def _alive(self, standing: Standing | None) -> TypeGuard[Standing]:
        return standing is not None and standing.level > Level.ANONYMOUS and standing.seen >= self._oldest()

    def _oldest(self) -> datetime:
        return self._now() - timedelta(minutes=self.settings.idle_minutes)

    def _may_bind(self, conversation: str, customer: CustomerId) -> bool:
        standing = self.records.standing(conversation)
        theirs = standing is None or standing.customer == customer
        return theirs and self._store.customer(customer) is not None

    def _bind(self, conversation: str, customer: CustomerId, level: Level, how: str) -> Identity:
        before = self.records.standing(conversation)
        now = self._now()
        if self._alive(before) and before.level >= level:  # it is known as well or better already
            self.records.put(replace(before, seen=now))
            return Identity(Level(before.level), customer, before.how)
        self.records.put(Standing(conversation=conversation, customer=customer, level=level, how=how, at=now, seen=now))
        self._note(conversation, level.name.lower(), how, customer)
        return Identity(level, customer, how)

    def _channel(self, facts: Facts) -> Channel | None:
        wanted = [Channel.SMS] if facts.phone and not facts.email else [Channel.EMAIL]
        if facts.order and not facts.phone and not facts.email:
            wanted = [Channel.EMAIL, Channel.SMS]
        return next((one for one in wanted if one in self._senders), None)

    def _take_quota(self, conversation: str, claimed: Sequence[str], address: str) -> datetime | None:
        rules = self.settings
        mine = Bound("send conversation", self._hash("conversation", conversation), rules.codes_per_hour)
        bounds = [(mine, _HOUR)]
        if known := self._from(conversation, address):
            bounds.append((Bound("send address", known, rules.codes_per_address), _HOUR))
        bounds += [(Bound("send target", one, rules.codes_per_target), _DAY) for one in claimed]
        return self._quotas.take(bounds)

    def _make_code(self, conversation: str, customer: Customer | None, channel: Channel, target: str) -> Post | None:
        """Put a new code in the place of the one before; the message to send, if there is somebody to send it to."""
        now = self._now()
        code = f"{secrets.randbelow(10**_DIGITS):0{_DIGITS}d}"
        to = "" if customer is None else customer.email if channel is Channel.EMAIL else customer.phone
        # Of one who is asked for in many ways the codes are counted together, but nobody can tell.
        person = self._hash("customer", customer.id if customer else target)
        full = self._quotas.take([(Bound("send customer", person, self.settings.codes_per_target), _DAY)]) is not None
        free = self._may_bind(conversation, CustomerId(customer.id if customer else target))  # read for nobody too
        theirs = customer is not None and to != "" and not full and free
        self.records.put(
            Code(
                conversation=conversation,
                customer=customer.id if customer is not None and theirs else None,
                digest=self._digest(conversation, code),
                channel=channel.value,
                target=target,
                tries=0,
                expires=now + timedelta(minutes=self.settings.code_minutes),
            )
        )
        self._note(conversation, "code asked for", channel.value, target=target)
        subject, text = letter(self._shop, code, self.settings.code_minutes, customer.language if customer else ENGLISH)
        return Post(_stamp(now), now, channel, to, subject, text) if theirs else None

    def _wrong_code(self, waiting: Code, bounds: Sequence[Bound]) -> Wrong:
        tries = waiting.tries + 1
        if tries >= self.settings.code_tries:
            self.records.drop_code(waiting.conversation)
        else:
            self.records.put(replace(waiting, tries=tries))
        wrong = self._wrong(waiting.conversation, bounds, f"code by {waiting.channel}")
        return replace(wrong, left=min(wrong.left, self.settings.code_tries - tries))

    def _wrong(self, conversation: str, bounds: Sequence[Bound], way: str, *, taken: bool = False) -> Wrong:
        """Count a wrong try and put it on record."""
        left, until = self._tries.wrong(bounds)
        target = next((bound.key for bound in bounds if bound.scope.endswith("target")), "")
        self._note(conversation, "locked" if until else "wrong", way, target=target)
        return Wrong(left, until, Why.TAKEN if taken else Why.LOCKED if until else Why.WRONG)

    def _note_refused(self, conversation: str, problem: str) -> None:
        mark = Bound("token", self._hash("conversation", conversation), _TOKEN_NOTES)
        with self._store.transaction():
            if self._quotas.take([(mark, _HOUR)]) is None:
                self._note(conversation, f"refused: {problem}", "token")

    def _bounds(self, way: str, conversation: str, claimed: Sequence[str], address: str) -> list[Bound]:
        rules = self.settings
        bounds = [Bound("conversation", self._hash("conversation", conversation), rules.tries)]
        bounds += [Bound(f"{way} target", one, rules.tries_per_target) for one in dict.fromkeys(claimed)]
        if known := self._from(conversation, address):
            bounds.append(Bound("address", known, rules.tries_per_address))
        return bounds

    def _from(self, conversation: str, address: str) -> str:
        address = address or self._addresses.get(conversation, "")
        return self._hash("address", _network(address)) if address else ""

    def _hash(self, kind: str, text: str) -> str:
        return hmac.new(self._key, f"{kind}|{text}".encode("utf-8", "replace"), "sha256").hexdigest()

    def _digest(self, conversation: str, code: str) -> bytes:
        return bytes.fromhex(self._hash("code", f"{conversation}|{code}"))

    def _note(
        self, conversation: str, event: str, way: str, customer: CustomerId | None = None, target: str = ""
    ) -> None:
        now = self._now()
        line = Note(
            id=_stamp(now), at=now, conversation=conversation, event=event, way=way, customer=customer, target=target
        )
        self.records.add(line)

    def _not_delivered(self, post: Post, problem: str) -> None:
        self._note("", f"not delivered: {problem}", post.channel.value)


def _stamp(now: datetime) -> str:
    """An id that sorts by time, and within a moment by what this process did first."""
    return f"{int(now.timestamp() * 1_000_000):016x}-{next(_numbers):08x}-{secrets.token_hex(4)}"


def _network(address: str) -> str:
    """What one customer may have all of: an IPv4 address, or the /64 of an IPv6 one."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if found.version == 6:
        mapped = found.ipv4_mapped
        return str(mapped) if mapped else f"{int(found) >> 64:x}/64"
    return address
