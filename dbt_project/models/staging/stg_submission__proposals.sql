{{ config(materialized='ephemeral') }}
-- Proposals, what they came from and what came of them.
select
    {{ submission_columns() }},
    sent.proposal_id,
    sent.title,
    sent.addressed_to,
    sent.addressee_kind,
    sent.prefecture_code,
    sent.submitted_on,
    sent.proposal_status,
    sent.issues,
    sent.source_voices,
    sent.source_events,
    sent.resulting_programmes,
    sent.outcome
from {{ source('bronze', 'submission_proposal') }} as sent
where {{ is_received() }}
