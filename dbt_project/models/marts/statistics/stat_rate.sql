with days as (
    select distinct as_of_on
    from {{ ref('stat_stock') }}
    where geography_kind = 'municipality'
),

counts_of_population as (
    select distinct
        register,
        preference,
        population_on
    from {{ ref('int_populations_unite') }}
    where area_level = 'municipality'
),

choices as (
    -- The newest count on or before the day; the census only where no resident register is at hand.
    select
        days.as_of_on,
        counts_of_population.register,
        counts_of_population.population_on,
        row_number() over (
            partition by days.as_of_on
            order by counts_of_population.preference, counts_of_population.population_on desc
        ) as choice
    from days
    inner join counts_of_population on counts_of_population.population_on <= days.as_of_on
),

municipal_populations as (
    select
        choices.as_of_on,
        choices.register,
        choices.population_on,
        coalesce(areas.current_code, populations.area_code) as municipality_code,
        sum(populations.population) as population
    from choices
    inner join {{ ref('int_populations_unite') }} as populations
        on choices.register = populations.register and choices.population_on = populations.population_on
    left join {{ ref('int_areas_roll_up') }} as areas on populations.area_code = areas.municipality_code
    where choices.choice = 1 and populations.area_level = 'municipality'
    group by
        choices.as_of_on, choices.register, choices.population_on, coalesce(areas.current_code, populations.area_code)
),

populations as (
    select
        as_of_on,
        register,
        population_on,
        'municipality' as geography_kind,
        municipality_code as geography_code,
        population
    from municipal_populations
    union all
    select
        as_of_on,
        register,
        population_on,
        'prefecture' as geography_kind,
        substr(municipality_code, 1, 2) as geography_code,
        sum(population) as population
    from municipal_populations
    group by as_of_on, register, population_on, substr(municipality_code, 1, 2)
),

stocks as (
    select
        stock.as_of_on,
        stock.geography_kind,
        coalesce(areas.current_code, stock.geography_code) as geography_code,
        stock.legal_form,
        sum(stock.value) as organizations
    from {{ ref('stat_stock') }} as stock
    left join {{ ref('int_areas_roll_up') }} as areas
        on stock.geography_kind = 'municipality' and stock.geography_code = areas.municipality_code
    where stock.geography_kind in ('municipality', 'prefecture') and stock.certification_kind = 'any'
    group by
        stock.as_of_on, stock.geography_kind, coalesce(areas.current_code, stock.geography_code), stock.legal_form
),

forms as (
    select distinct legal_form from stocks
),

united as (
    select
        populations.as_of_on,
        populations.geography_kind,
        populations.geography_code,
        forms.legal_form,
        coalesce(stocks.organizations, 0) as organizations,
        populations.population,
        populations.population_on,
        populations.register
    from populations
    cross join forms
    left join stocks
        on
            populations.as_of_on = stocks.as_of_on
            and populations.geography_kind = stocks.geography_kind
            and populations.geography_code = stocks.geography_code
            and forms.legal_form = stocks.legal_form
),

judged as (
    select
        united.as_of_on,
        united.geography_kind,
        united.geography_code,
        united.legal_form,
        case when coalesce(days.value_status, '') != 'x' then united.organizations end as organizations,
        united.population,
        united.population_on,
        united.register,
        case when days.value_status = 'x' or united.population > 0 then days.value_status else 'z' end as value_status
    from united
    left join {{ ref('int_stock_days_judge') }} as days
        on united.as_of_on = days.month_end and united.legal_form = days.legal_form
)

select
    cast(year(as_of_on) as integer) as year,
    as_of_on,
    geography_kind,
    geography_code,
    legal_form,
    'organizations_per_100000' as measure,
    cast(
        cast(organizations as decimal(18, 4)) * 100000 / nullif(population, 0) as decimal(14, 4)
    ) as value,
    value_status,
    'per_100000_inhabitants' as unit,
    cast(organizations as bigint) as organizations,
    cast(population as bigint) as population,
    population_on,
    register as population_source
from judged
