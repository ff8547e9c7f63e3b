-- How often what is withheld, and for what kind of reason; never from whom.
with asked as (
    select
        request_id,
        reason,
        {{ unfold('withheld') }} as thing
    from {{ ref('stg_suppressions__requests') }}
)

select
    thing as withheld,
    reason,
    cast(count(distinct request_id) as bigint) as requests
from asked
group by thing, reason
