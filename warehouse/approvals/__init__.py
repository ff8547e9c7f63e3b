"""Approvals: what a person let through or decided, with the reason; files people write, kept in the home.

`tables.yml` lets a table shrink once, `voices.yml` lets a voice be quoted, `links.yml` says which
organisation a mention means. The review at the terminal appends to the last two; nothing else writes them.
"""

from warehouse.approvals.append import append_link_decision, append_voice_approval
from warehouse.approvals.bronze import write_approval_tables
from warehouse.approvals.fingerprint import fingerprint_approvals
from warehouse.approvals.links import LinkDecision, read_link_decisions
from warehouse.approvals.tables import Approval, read_approvals
from warehouse.approvals.voices import VoiceApproval, read_voice_approvals

__all__ = [
    "Approval",
    "LinkDecision",
    "VoiceApproval",
    "append_link_decision",
    "append_voice_approval",
    "fingerprint_approvals",
    "read_approvals",
    "read_link_decisions",
    "read_voice_approvals",
    "write_approval_tables",
]
