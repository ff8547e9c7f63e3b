-- What stat_certification counts as current is what certifications shows as current, in all and by authority.
{{ config(meta={"dagster": {"ref": {"name": "stat_certification"}}}) }}

with counted as (
    select
        geography_code,
        certification_kind,
        value as organizations
    from {{ ref('stat_certification') }}
    where measure = 'current' and geography_kind != 'prefecture' and value is not null
),

shown as (
    select
        'JP' as geography_code,
        certification_kind,
        count(distinct org_id) as organizations
    from {{ ref('int_certification_periods_collect') }}
    where is_current
    group by certification_kind
    union all
    select
        jurisdiction_code as geography_code,
        certification_kind,
        count(distinct org_id) as organizations
    from {{ ref('int_certification_periods_collect') }}
    where is_current and jurisdiction_code is not null
    group by jurisdiction_code, certification_kind
)

select
    counted.geography_code,
    counted.certification_kind,
    counted.organizations as in_statistic,
    shown.organizations as shown
from counted
left join shown
    on counted.geography_code = shown.geography_code and counted.certification_kind = shown.certification_kind
where counted.organizations != coalesce(shown.organizations, 0)
