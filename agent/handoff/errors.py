"""What can go wrong at the staff's desk.

AgentError
└── DeskError             what a member of staff asks cannot be done
    ├── LogInError        a log-in that failed; the same words for every cause
    └── ForbiddenError    it takes another role
"""

from __future__ import annotations

from agent.errors import AgentError


class DeskError(AgentError):
    """What a member of staff asks cannot be done; says why."""


class LogInError(DeskError):
    """A log-in that failed. Whether the account exists is not told."""


class ForbiddenError(DeskError):
    """The member of staff has not the role that this takes."""
