-- The running sum of beginnings and ends gives, at the last month end, the organisations whose stay covers that day.
{{ config(meta={"dagster": {"ref": {"name": "stat_stock"}}}) }}

with last_month as (
    select max(month_end) as month_end from {{ ref('int_reporting_months_list') }}
),

counted as (
    select
        stock.legal_form,
        stock.value as organizations
    from {{ ref('stat_stock') }} as stock
    inner join last_month on stock.as_of_on = last_month.month_end
    where stock.geography_kind = 'country' and stock.certification_kind = 'any' and stock.value is not null
),

staying as (
    select
        stays.legal_form,
        count(distinct stays.org_id) as organizations
    from {{ ref('int_organization_stays_derive') }} as stays
    inner join last_month
        on
            stays.stays_from <= last_month.month_end
            and (stays.stays_to is null or stays.stays_to > last_month.month_end)
    group by stays.legal_form
)

select
    counted.legal_form,
    counted.organizations as in_stock,
    staying.organizations as staying
from counted
left join staying on counted.legal_form = staying.legal_form
where counted.organizations != coalesce(staying.organizations, 0)
