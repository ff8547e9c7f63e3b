-- Population by area and day; a day stated in several files is taken from the last of them.
with stated as (
    select
        'population_resident' as register,
        1 as preference,
        areas.*
    from {{ ref('stg_population_resident__areas') }} as areas
    union all
    select
        'population_census' as register,
        2 as preference,
        areas.*
    from {{ ref('stg_population_census__areas') }} as areas
),

ranked as (
    select
        *,
        row_number() over (
            partition by register, population_on, area_code order by published_on desc nulls last, file_row
        ) as repetition
    from stated
)

select
    register,
    preference,
    population_on,
    area_level,
    area_code,
    population
from ranked
where repetition = 1
