{{ config(materialized='ephemeral') }}
-- Gatherings of a programme, with the participants of each sector.
select
    {{ submission_columns() }},
    sent.event_id,
    sent.programme_id,
    sent.title,
    sent.held_on,
    sent.prefecture_code,
    sent.municipality,
    sent.format as event_format,
    sent.participants_npo,
    sent.participants_support_centre,
    sent.participants_company,
    sent.participants_government,
    sent.participants_foundation,
    sent.participants_university,
    sent.participants_children_centre,
    sent.participants_other
from {{ source('bronze', 'submission_event') }} as sent
where {{ is_received() }}
