{% set horizons = [3, 6, 12] %}
with chosen as (
    {{ newest_certification_list() }}
),

days as (
    -- Without a list nothing is known; that is said of the last month of data.
    select
        chosen.listed_on,
        coalesce(chosen.listed_on, max(months.month_end)) as as_of_on
    from {{ ref('int_reporting_months_list') }} as months
    left join chosen on true
    group by chosen.listed_on
),

periods as (
    select
        stated.org_id,
        stated.jurisdiction_code,
        stated.certification_kind,
        stated.listed_on,
        stated.valid_to,
        stated.is_current_on_list,
        stated.is_renewal_pending,
        stated.revoked_on,
        max(case when stated.is_current_on_list then 1 else 0 end) over (partition by stated.org_id) as has_current,
        max(stated.valid_to) over (partition by stated.org_id) as last_valid_to
    from {{ ref('int_certification_periods_list') }} as stated
    inner join chosen on stated.register = chosen.register and stated.listed_on = chosen.listed_on
),

measured as (
    select
        org_id,
        jurisdiction_code,
        certification_kind,
        'current' as measure
    from periods
    where is_current_on_list
    union all
    select
        org_id,
        jurisdiction_code,
        certification_kind,
        'renewal_pending' as measure
    from periods
    where is_current_on_list and is_renewal_pending
    {% for months in horizons %}
        union all
        select
            org_id,
            jurisdiction_code,
            certification_kind,
            'expiring_within_{{ months }}_months' as measure
        from periods
        where is_current_on_list and valid_to between listed_on and {{ add_months('listed_on', months) }}
    {% endfor %}
    union all
    -- What another period outlasted has not lapsed, such as a special certification that became a full one.
    select
        org_id,
        jurisdiction_code,
        certification_kind,
        'lapsed' as measure
    from periods
    where
        not is_current_on_list
        and revoked_on is null
        and has_current = 0
        and valid_to = last_valid_to
        and valid_to < listed_on
),

placed as (
    select
        'country' as geography_kind,
        'JP' as geography_code,
        org_id,
        certification_kind,
        measure
    from measured
    union all
    select
        'prefecture' as geography_kind,
        authorities.prefecture_code as geography_code,
        measured.org_id,
        measured.certification_kind,
        measured.measure
    from measured
    inner join {{ ref('competent_authorities') }} as authorities
        on measured.jurisdiction_code = authorities.jurisdiction_code
    union all
    select
        'jurisdiction' as geography_kind,
        jurisdiction_code as geography_code,
        org_id,
        certification_kind,
        measure
    from measured
    where jurisdiction_code is not null
),

counted as (
    select
        geography_kind,
        geography_code,
        certification_kind,
        measure,
        count(distinct org_id) as organizations
    from placed
    group by geography_kind, geography_code, certification_kind, measure
),

kinds as (
    select 'certified' as certification_kind
    union all
    select 'specially_certified' as certification_kind
),

measures as (
    select 'current' as measure
    union all
    select 'renewal_pending' as measure
    {% for months in horizons %}
        union all
        select 'expiring_within_{{ months }}_months' as measure
    {% endfor %}
    union all
    select 'lapsed' as measure
)

select
    days.as_of_on,
    areas.geography_kind,
    areas.geography_code,
    kinds.certification_kind,
    measures.measure,
    case when days.listed_on is not null then cast(coalesce(counted.organizations, 0) as bigint) end as value,
    case when days.listed_on is null then 'x' end as value_status,
    'organizations' as unit
from days
cross join {{ ref('int_statistic_areas_list') }} as areas
cross join kinds
cross join measures
left join counted
    on
        areas.geography_kind = counted.geography_kind
        and areas.geography_code = counted.geography_code
        and kinds.certification_kind = counted.certification_kind
        and measures.measure = counted.measure
