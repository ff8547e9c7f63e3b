"""One sum over everything people decided: a release made from other decisions is another release."""

from __future__ import annotations

import hashlib
import json

from warehouse.approvals.links import read_link_decisions
from warehouse.approvals.voices import read_voice_approvals
from warehouse.layout import Home


def fingerprint_approvals(home: Home) -> str:
    """Return a sha256 over the approvals of voices and the decisions on links.

    Comments, the order of entries and the reasons for quoting a voice make no difference: none of them
    reaches a table. `tables.yml` is left out, for it decides whether a release is made, not what it holds.

    Raises:
        ApprovalUnreadable: a file of approvals is not written as it must be.
    """
    voices = [
        [
            entry.voice_id,
            entry.text_sha256,
            entry.quote,
            sorted(entry.flags_accepted),
            entry.approved_on.isoformat(),
        ]
        for entry in sorted(read_voice_approvals(home), key=lambda entry: (entry.voice_id, entry.text_sha256))
    ]
    links = [
        [entry.mention_key, entry.org_id, entry.decided_on.isoformat(), entry.reason]
        for entry in sorted(read_link_decisions(home), key=lambda entry: entry.mention_key)
    ]
    content = json.dumps([voices, links], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(content.encode("utf-8")).hexdigest()
