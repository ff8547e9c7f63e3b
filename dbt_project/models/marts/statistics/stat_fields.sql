with portals as (
    select max(listed_on) as listed_on from {{ ref('stg_npo_portal__entries') }}
),

days as (
    -- Without a portal file the fields are not known; that is said of the last month of data.
    select
        portals.listed_on,
        coalesce(portals.listed_on, max(months.month_end)) as as_of_on
    from {{ ref('int_reporting_months_list') }} as months
    cross join portals
    group by portals.listed_on
),

stated as (
    select
        organizations.org_id,
        organizations.prefecture_code,
        fields.field_code
    from {{ ref('int_organization_fields_list') }} as fields
    inner join portals on fields.listed_on = portals.listed_on
    inner join {{ ref('int_organizations_assemble') }} as organizations on fields.org_id = organizations.org_id
    where organizations.status = 'active'
),

placed as (
    select
        'country' as geography_kind,
        'JP' as geography_code,
        org_id,
        field_code
    from stated
    union all
    select
        'prefecture' as geography_kind,
        prefecture_code as geography_code,
        org_id,
        field_code
    from stated
    where prefecture_code is not null
),

counted as (
    select
        geography_kind,
        geography_code,
        field_code,
        count(*) as organizations
    from placed
    group by geography_kind, geography_code, field_code
),

stating as (
    -- An organisation states several fields: it is counted once here, and once in each of them.
    select
        geography_kind,
        geography_code,
        count(distinct org_id) as organizations
    from placed
    group by geography_kind, geography_code
)

select
    days.as_of_on,
    areas.geography_kind,
    areas.geography_code,
    fields.field_code,
    'organizations' as measure,
    case when days.listed_on is not null then cast(coalesce(counted.organizations, 0) as bigint) end as value,
    case when days.listed_on is null then 'x' end as value_status,
    'organizations' as unit,
    case when days.listed_on is not null then cast(coalesce(stating.organizations, 0) as bigint) end
        as organizations_stating_any
from days
cross join {{ ref('int_statistic_areas_list') }} as areas
cross join {{ ref('npo_act_fields') }} as fields
left join counted
    on
        areas.geography_kind = counted.geography_kind
        and areas.geography_code = counted.geography_code
        and fields.field_code = counted.field_code
left join stating
    on areas.geography_kind = stating.geography_kind and areas.geography_code = stating.geography_code
where areas.geography_kind != 'jurisdiction'
