-- The days on which the corporate-number register was published and read, and how complete they make a month.
with days as (
    select distinct published_on from {{ ref('stg_nta_diff__lines') }}
)

select
    published_on,
    lead(published_on) over (order by published_on) as next_published_on
from days
