{{ config(materialized='ephemeral') }}
-- Which voices that may be counted a public proposal says it came from. Inside only: no voice is ever named.
with named as (
    select distinct
        sent.proposal_id,
        {{ unfold('sent.source_voices') }} as voice_id
    from {{ ref('stg_submission__proposals') }} as sent
    inner join {{ ref('int_submission_records_permit') }} as permitted
        on {{ is_current_revision('sent', 'permitted', 'proposal') }}
    where permitted.may_name
)

select
    named.proposal_id,
    voices.voice_id,
    voices.issue,
    voices.prefecture_code,
    voices.threshold
from named
inner join {{ ref('int_voices_count') }} as voices on named.voice_id = voices.voice_id
