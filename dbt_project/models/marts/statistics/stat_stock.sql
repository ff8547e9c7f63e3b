with stays as (
    select
        *,
        last_day(greatest(stays_from, date '2015-10-31')) as enters_on,
        last_day(stays_to) as leaves_on
    from {{ ref('int_organization_stays_derive') }}
    where stays_to is null or stays_to > date '2015-10-31'
),

movements as (
    select
        enters_on as as_of_on,
        legal_form,
        prefecture_code,
        jurisdiction_code,
        1 as change
    from stays
    union all
    select
        leaves_on as as_of_on,
        legal_form,
        prefecture_code,
        jurisdiction_code,
        -1 as change
    from stays
    where leaves_on is not null
),

changes as (
    select
        'country' as geography_kind,
        'JP' as geography_code,
        legal_form,
        as_of_on,
        sum(change) as change
    from movements
    group by legal_form, as_of_on
    union all
    select
        'prefecture' as geography_kind,
        prefecture_code as geography_code,
        legal_form,
        as_of_on,
        sum(change) as change
    from movements
    where prefecture_code is not null
    group by prefecture_code, legal_form, as_of_on
    union all
    select
        'jurisdiction' as geography_kind,
        jurisdiction_code as geography_code,
        legal_form,
        as_of_on,
        sum(change) as change
    from movements
    where jurisdiction_code is not null
    group by jurisdiction_code, legal_form, as_of_on
),

forms as (
    select distinct legal_form from stays
),

cells as (
    select
        'country' as geography_kind,
        'JP' as geography_code,
        legal_form
    from forms
    union all
    select
        'prefecture' as geography_kind,
        authorities.prefecture_code as geography_code,
        forms.legal_form
    from {{ ref('competent_authorities') }} as authorities
    cross join forms
    where authorities.kind = 'prefecture'
    union all
    -- Authorities are known from the portal; without it their counts would be of certified corporations only.
    select
        'jurisdiction' as geography_kind,
        authorities.jurisdiction_code as geography_code,
        'npo' as legal_form
    from {{ ref('competent_authorities') }} as authorities
    where (select count(stays.jurisdiction_code) from stays) > 0
),

counted as (
    select
        months.month_end as as_of_on,
        cells.geography_kind,
        cells.geography_code,
        cells.legal_form,
        sum(coalesce(changes.change, 0)) over (
            partition by cells.geography_kind, cells.geography_code, cells.legal_form order by months.month_end
            rows between unbounded preceding and current row
        ) as organizations
    from cells
    cross join {{ ref('int_reporting_months_list') }} as months
    left join changes
        on
            cells.geography_kind = changes.geography_kind
            and cells.geography_code = changes.geography_code
            and cells.legal_form = changes.legal_form
            and months.month_end = changes.as_of_on
),

municipal_days as (
    select month_end as as_of_on
    from {{ ref('int_reporting_months_list') }}
    where
        month(month_end) = 12
        or month_end = (select max(latest.month_end) from {{ ref('int_reporting_months_list') }} as latest)
),

municipal as (
    select
        municipal_days.as_of_on,
        'municipality' as geography_kind,
        stays.municipality_code as geography_code,
        stays.legal_form,
        count(*) as organizations
    from municipal_days
    inner join stays
        on
            stays.stays_from <= municipal_days.as_of_on
            and (stays.stays_to is null or stays.stays_to > municipal_days.as_of_on)
    where stays.municipality_code is not null
    group by municipal_days.as_of_on, stays.municipality_code, stays.legal_form
),

lists as (
    -- The last list of each month says who was certified on its day.
    select
        register,
        listed_on,
        row_number() over (partition by last_day(listed_on) order by listed_on desc, register) as choice
    from {{ ref('int_certification_periods_list') }}
    group by register, listed_on
),

-- The prefecture is the one it counts in among all; the last known, where no stay covers the day of the list.
certified as (
    select
        periods.listed_on as as_of_on,
        periods.jurisdiction_code,
        coalesce(stays.prefecture_code, organizations.prefecture_code) as prefecture_code,
        periods.certification_kind,
        periods.org_id
    from {{ ref('int_certification_periods_list') }} as periods
    inner join lists
        on periods.register = lists.register and periods.listed_on = lists.listed_on and lists.choice = 1
    left join {{ ref('int_organizations_assemble') }} as organizations on periods.org_id = organizations.org_id
    left join {{ ref('int_organization_stays_derive') }} as stays
        on
            periods.org_id = stays.org_id
            and stays.stays_from <= periods.listed_on
            and (stays.stays_to is null or stays.stays_to > periods.listed_on)
    where periods.is_current_on_list
),

certified_counts as (
    select
        as_of_on,
        'country' as geography_kind,
        'JP' as geography_code,
        certification_kind,
        count(distinct org_id) as organizations
    from certified
    group by as_of_on, certification_kind
    union all
    select
        as_of_on,
        'prefecture' as geography_kind,
        prefecture_code as geography_code,
        certification_kind,
        count(distinct org_id) as organizations
    from certified
    where prefecture_code is not null
    group by as_of_on, prefecture_code, certification_kind
    union all
    select
        as_of_on,
        'jurisdiction' as geography_kind,
        jurisdiction_code as geography_code,
        certification_kind,
        count(distinct org_id) as organizations
    from certified
    where jurisdiction_code is not null
    group by as_of_on, jurisdiction_code, certification_kind
),

united as (
    select
        as_of_on,
        geography_kind,
        geography_code,
        legal_form,
        'any' as certification_kind,
        organizations
    from counted
    union all
    select
        as_of_on,
        geography_kind,
        geography_code,
        legal_form,
        'any' as certification_kind,
        organizations
    from municipal
    union all
    select
        as_of_on,
        geography_kind,
        geography_code,
        'npo' as legal_form,
        certification_kind,
        organizations
    from certified_counts
)

select
    united.as_of_on,
    united.geography_kind,
    united.geography_code,
    united.legal_form,
    united.certification_kind,
    'organizations' as measure,
    case when coalesce(days.value_status, '') != 'x' then cast(united.organizations as bigint) end as value,
    days.value_status,
    'organizations' as unit
from united
left join {{ ref('int_stock_days_judge') }} as days
    on
        united.certification_kind = 'any'
        and united.as_of_on = days.month_end
        and united.legal_form = days.legal_form
