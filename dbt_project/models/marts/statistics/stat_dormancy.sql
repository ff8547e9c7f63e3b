{% set grounds = ['reports_not_filed', 'order_not_obeyed', 'article_43_1', 'article_43_2', 'not_stated'] %}
with last_month as (
    select max(as_of_on) as as_of_on from {{ ref('int_dormancy_years_judge') }}
),

registers as (
    select
        (select min(published_on) from {{ ref('stg_nta_national__lines') }}) as first_national_on,
        (select count(listed_on) from {{ ref('stg_npo_portal__entries') }}) as portal_entries
),

measures as (
    select
        as_of_on,
        'closed_by_registrar' as measure,
        'not_applicable' as ground,
        closures_status as value_status
    from {{ ref('int_dormancy_years_judge') }}
    {% for ground in grounds %}
        union all
        select
            as_of_on,
            'revoked' as measure,
            '{{ ground }}' as ground,
            revocations_status as value_status
        from {{ ref('int_dormancy_years_judge') }}
    {% endfor %}
    {% for years in silent_after_years() %}
        -- Silence is known from a national file, which states the last change of each, and not from before 2015-10-05.
        union all
        select
            last_month.as_of_on,
            'silent_for_{{ years }}_years' as measure,
            'not_applicable' as ground,
            case
                when coalesce(registers.first_national_on > last_month.as_of_on, true) then 'x'
                when {{ add_months('last_month.as_of_on', '-12 * ' ~ years) }} < date '2015-10-05' then 'x'
            end as value_status
        from last_month
        cross join registers
    {% endfor %}
),

cells as (
    select
        areas.geography_kind,
        areas.geography_code,
        forms.legal_form
    from {{ ref('int_statistic_areas_list') }} as areas
    cross join {{ ref('legal_forms') }} as forms
    where areas.geography_kind != 'jurisdiction' or forms.legal_form = 'npo'
),

placed as (
    select
        'country' as geography_kind,
        'JP' as geography_code,
        signals.*
    from {{ ref('int_dormancy_signals_list') }} as signals
    union all
    select
        'prefecture' as geography_kind,
        prefecture_code as geography_code,
        signals.*
    from {{ ref('int_dormancy_signals_list') }} as signals
    where prefecture_code is not null
    union all
    select
        'jurisdiction' as geography_kind,
        jurisdiction_code as geography_code,
        signals.*
    from {{ ref('int_dormancy_signals_list') }} as signals
    where jurisdiction_code is not null
),

counted as (
    select
        as_of_on,
        geography_kind,
        geography_code,
        legal_form,
        measure,
        ground,
        count(distinct org_id) as organizations
    from placed
    group by as_of_on, geography_kind, geography_code, legal_form, measure, ground
),

judged as (
    select
        measures.as_of_on,
        cells.geography_kind,
        cells.geography_code,
        cells.legal_form,
        measures.measure,
        measures.ground,
        case
            -- Authorities are known from the portal only.
            when cells.geography_kind = 'jurisdiction' and registers.portal_entries = 0 then 'x'
            when measures.measure like 'silent%' then coalesce(measures.value_status, stock.value_status)
            else measures.value_status
        end as value_status
    from measures
    cross join cells
    cross join registers
    left join {{ ref('int_stock_days_judge') }} as stock
        on measures.as_of_on = stock.month_end and cells.legal_form = stock.legal_form
    where measures.measure != 'revoked' or cells.legal_form = 'npo'
)

select
    judged.as_of_on,
    judged.geography_kind,
    judged.geography_code,
    judged.legal_form,
    judged.measure,
    judged.ground,
    case when coalesce(judged.value_status, '') != 'x' then cast(coalesce(counted.organizations, 0) as bigint) end
        as value,
    judged.value_status,
    'organizations' as unit
from judged
left join counted
    on
        judged.as_of_on = counted.as_of_on
        and judged.geography_kind = counted.geography_kind
        and judged.geography_code = counted.geography_code
        and judged.legal_form = counted.legal_form
        and judged.measure = counted.measure
        and judged.ground = counted.ground
where judged.as_of_on is not null
