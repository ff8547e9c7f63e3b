"""Approvals: what a person let through or decided, with the reason; files people write, kept in the home.

`tables.yml` lets a table change against a rule once, `voices.yml` lets a voice be quoted, `links.yml` says
which organisation a mention means, `withdrawals.yml` takes a release back. The review at the terminal appends
to the second and third, `tsunagu withdraw` to the last; nothing else writes them.
"""

from warehouse.approvals.append import append_link_decision, append_voice_approval, append_withdrawal
from warehouse.approvals.bronze import write_approval_tables
from warehouse.approvals.fingerprint import fingerprint_approvals
from warehouse.approvals.links import LinkDecision, read_link_decisions
from warehouse.approvals.tables import Approval, read_approvals
from warehouse.approvals.voices import VoiceApproval, read_voice_approvals
from warehouse.approvals.withdrawals import Withdrawal, read_withdrawals

__all__ = [
    "Approval",
    "LinkDecision",
    "VoiceApproval",
    "Withdrawal",
    "append_link_decision",
    "append_voice_approval",
    "append_withdrawal",
    "fingerprint_approvals",
    "read_approvals",
    "read_link_decisions",
    "read_voice_approvals",
    "read_withdrawals",
    "write_approval_tables",
]
