select
    cells.issue,
    case
        when cells.geography_code = 'JP' then 'country'
        when regions.region is not null then 'region'
        else 'prefecture'
    end as geography_kind,
    cells.geography_code,
    case
        when cells.period = 'all' then 'all'
        when cells.period like '%-Q%' then 'quarter'
        else 'year'
    end as period_kind,
    cells.period,
    'voices' as measure,
    cast(cells.value as bigint) as value,
    cells.value_status,
    'voices' as unit
from {{ ref('int_voice_cells_protect') }} as cells
left join {{ ref('regions') }} as regions on cells.geography_code = regions.region
where cells.value is null or cells.value > 0
