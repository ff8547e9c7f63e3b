-- The last month end counts the organisations that began by then and had not ended.
{{ config(meta={"dagster": {"ref": {"name": "stat_stock"}}}) }}

with counted as (
    select sum(value) as organizations
    from {{ ref('stat_stock') }}
    where
        geography_kind = 'country'
        and certification_kind = 'any'
        and as_of_on = (select max(latest.month_end) from {{ ref('int_reporting_months_list') }} as latest)
),

listed as (
    select count(distinct org_id) as organizations
    from {{ ref('int_organization_stays_derive') }}
    where
        stays_from <= (select max(latest.month_end) from {{ ref('int_reporting_months_list') }} as latest)
        and (
            stays_to is null
            or stays_to > (select max(latest.month_end) from {{ ref('int_reporting_months_list') }} as latest)
        )
)

select
    counted.organizations as in_stock,
    listed.organizations as in_register
from counted
cross join listed
where coalesce(counted.organizations, 0) != listed.organizations
