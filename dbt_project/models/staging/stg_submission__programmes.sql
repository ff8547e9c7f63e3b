{{ config(materialized='ephemeral') }}
-- Named undertakings, with their lead organisation.
select
    {{ submission_columns() }},
    sent.programme_id,
    sent.title,
    sent.title_en,
    sent.programme_kind,
    sent.issues,
    sent.regions,
    sent.starts_on,
    sent.ends_on,
    sent.lead_organization_name,
    sent.lead_corporate_number,
    sent.lead_prefecture_code,
    sent.lead_municipality,
    sent.lead_sector,
    sent.summary,
    sent.website
from {{ source('bronze', 'submission_programme') }} as sent
where {{ is_received() }}
