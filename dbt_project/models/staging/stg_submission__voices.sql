{{ config(materialized='ephemeral') }}
-- Concerns and needs heard in the regions.
select
    {{ submission_columns() }},
    sent.voice_id,
    sent.heard_on,
    sent.prefecture_code,
    sent.municipality,
    sent.event_id,
    sent.main_issue,
    sent.raised_by,
    sent.is_sensitive,
    sent.text,
    sent.screening_flags
from {{ source('bronze', 'submission_voice') }} as sent
where {{ is_received() }}
