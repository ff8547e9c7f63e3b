{{ config(materialized='ephemeral') }}
-- What organisations say of themselves. Contacts are in no file of bronze.
select
    {{ submission_columns() }},
    sent.organization_name,
    sent.organization_kana,
    sent.corporate_number,
    sent.prefecture_code,
    sent.municipality,
    sent.address,
    sent.sector,
    sent.fields,
    sent.staff,
    sent.volunteers,
    sent.income_band,
    sent.website
from {{ source('bronze', 'submission_organization_profile') }} as sent
where {{ is_received() }}
