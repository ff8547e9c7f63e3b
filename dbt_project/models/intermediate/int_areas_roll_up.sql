-- The municipality of today for every code: a ward's city, a former municipality's successor (of two mergers in a row).
with steps as (
    select
        municipality_code,
        coalesce(city_code, case when valid_to is not null then successor_code end, municipality_code) as next_code
    from {{ ref('int_areas_unite') }}
)

select
    steps.municipality_code,
    coalesce(onward.next_code, steps.next_code) as current_code
from steps
left join steps as onward on steps.next_code = onward.municipality_code
