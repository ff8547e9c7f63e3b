{{ config(materialized='view') }}
-- Voices by main issue, prefecture and quarter: the counts that all others of voices are sums of.
select
    issue,
    prefecture_code as geography_code,
    quarter as period,
    cast(count(*) as bigint) as n,
    cast(max(threshold) as bigint) as threshold
from {{ ref('int_voices_count') }}
group by issue, prefecture_code, quarter
