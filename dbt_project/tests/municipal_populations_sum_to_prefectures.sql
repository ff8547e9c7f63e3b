-- Both tables of one count are of the same people.
select
    register,
    population_on
from {{ ref('int_populations_unite') }}
group by register, population_on
having
    count(distinct case when area_level in ('municipality', 'prefecture') then area_level end) = 2
    and sum(case when area_level = 'municipality' then population else 0 end)
    != sum(case when area_level = 'prefecture' then population else 0 end)
