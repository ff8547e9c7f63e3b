{{ config(materialized='ephemeral') }}
-- Organisations that take part in a programme.
select
    {{ submission_columns() }},
    sent.programme_id,
    sent.organization_name,
    sent.organization_kana,
    sent.corporate_number,
    sent.prefecture_code,
    sent.municipality,
    sent.address,
    sent.sector,
    sent.fields,
    sent.role,
    sent.starts_on,
    sent.ends_on
from {{ source('bronze', 'submission_collaboration') }} as sent
where {{ is_received() }}
