{{ config(materialized='ephemeral') }}
-- Which wording of a voice a person let be quoted.
select
    voice_id,
    text_sha256,
    quote,
    quote_flags,
    flags_accepted,
    approved_on
from {{ source('bronze', 'voice_approvals') }}
where approved_on <= {{ as_of() }}
