select
    issue,
    sector_pair,
    region_pair,
    case when sector_pair like '%+%' then substr(sector_pair, 1, instr(sector_pair, '+') - 1) else 'all' end
        as sector_a,
    case when sector_pair like '%+%' then substr(sector_pair, instr(sector_pair, '+') + 1) else 'all' end
        as sector_b,
    case when region_pair like '%+%' then substr(region_pair, 1, instr(region_pair, '+') - 1) else 'all' end
        as region_a,
    case when region_pair like '%+%' then substr(region_pair, instr(region_pair, '+') + 1) else 'all' end
        as region_b,
    case
        when sector_pair = 'across' then true
        when sector_pair = 'within' then false
        when sector_pair != 'all'
            then
                substr(sector_pair, 1, instr(sector_pair, '+') - 1)
                != substr(sector_pair, instr(sector_pair, '+') + 1)
    end as is_cross_sector,
    case
        when region_pair = 'across' then true
        when region_pair = 'within' then false
        when region_pair != 'all'
            then
                substr(region_pair, 1, instr(region_pair, '+') - 1)
                != substr(region_pair, instr(region_pair, '+') + 1)
    end as is_cross_region,
    'connected_pairs' as measure,
    cast(value as bigint) as value,
    cast(coalesce(named_n, 0) as bigint) as named_pairs,
    value_status,
    'pairs' as unit
from {{ ref('int_connection_pairs_protect') }}
where value is null or value > 0
