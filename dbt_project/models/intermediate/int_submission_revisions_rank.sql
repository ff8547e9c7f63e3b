{{ config(materialized='ephemeral') }}
{%- set kinds = [
    'organization_profile', 'voice', 'programme', 'collaboration', 'event', 'proposal', 'grant'
] -%}
-- Every revision of every record members sent, the current one first: by the day it speaks for, then by its arrival;
-- of two that arrived together by their content. A withdrawal is final, in whatever order the files came.
with revisions as (
    {% for kind in kinds %}
        select
            '{{ kind }}' as kind,
            record_key,
            member_id,
            batch,
            sheet,
            file_row,
            received_at,
            stated_on,
            action,
            content_hash,
            scopes
        from {{ ref('stg_submission__' ~ kind ~ 's') }}
        {{ 'union all' if not loop.last }}
    {% endfor %}
)

select
    *,
    row_number() over (
        partition by kind, record_key
        order by stated_on desc, received_at desc, content_hash desc, batch, sheet, file_row
    ) as recency,
    max(case when action = 'withdraw' then 1 else 0 end) over (partition by kind, record_key) = 1 as is_withdrawn,
    -- The file it first came in: a secret of the member that never changes.
    first_value(batch) over (
        partition by kind, record_key order by received_at, batch, sheet, file_row
    ) as first_batch
from revisions
