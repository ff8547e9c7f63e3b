{{ config(materialized='ephemeral') }}
-- Money from a fund to an organisation.
select
    {{ submission_columns() }},
    sent.grant_id,
    sent.programme_id,
    sent.organization_name,
    sent.organization_kana,
    sent.corporate_number,
    sent.prefecture_code,
    sent.municipality,
    sent.address,
    sent.sector,
    sent.amount_jpy,
    sent.decided_on,
    sent.main_issue,
    sent.purpose
from {{ source('bronze', 'submission_grant') }} as sent
where {{ is_received() }}
