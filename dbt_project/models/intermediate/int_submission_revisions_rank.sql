{{ config(materialized='ephemeral') }}
{%- set kinds = [
    'organization_profile', 'voice', 'programme', 'collaboration', 'event', 'proposal', 'grant'
] -%}
-- Every revision of every record members sent, the current one first: the last to arrive, unless every revision states
-- the day of its update; then the days decide. Of two that arrived together the content decides. A withdrawal is final,
-- in whatever order the files came.
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
            updated_on,
            stated_on,
            action,
            content_hash,
            scopes
        from {{ ref('stg_submission__' ~ kind ~ 's') }}
        {{ 'union all' if not loop.last }}
    {% endfor %}
),

dated as (
    select
        *,
        -- A day says which of two is newer only where both have one.
        case
            when
                count(updated_on) over (partition by kind, record_key)
                = count(*) over (partition by kind, record_key)
                then updated_on
        end as deciding_on
    from revisions
)

select
    kind,
    record_key,
    member_id,
    batch,
    sheet,
    file_row,
    received_at,
    stated_on,
    action,
    content_hash,
    scopes,
    row_number() over (
        partition by kind, record_key
        order by deciding_on desc, received_at desc, content_hash desc, batch, sheet, file_row desc
    ) as recency,
    max(case when action = 'withdraw' then 1 else 0 end) over (partition by kind, record_key) = 1 as is_withdrawn,
    -- The file it first came in: a secret of the member that never changes.
    first_value(batch) over (
        partition by kind, record_key order by received_at, batch, sheet, file_row
    ) as first_batch
from dated
