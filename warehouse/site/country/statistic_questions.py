"""What the pictures of the statistics ask the release."""

from __future__ import annotations

STOCK_MONTHS = """
    select as_of_on, value, value_status from stat_stock
    where geography_code = 'JP' and legal_form = 'npo' and certification_kind = 'any'
    order by as_of_on
"""
RATE_PREFECTURES = """
    with newest as (
        select max(as_of_on) as day from stat_rate
        where geography_kind = 'prefecture' and legal_form = 'npo' and value is not null
    )
    select as_of_on, geography_code as code, value, value_status
    from stat_rate join newest on newest.day = stat_rate.as_of_on
    where geography_kind = 'prefecture' and legal_form = 'npo'
    order by code
"""
FLOW_MONTHS = """
    with bounds as (
        select min(month) as first_month, max(month) as last_month from stat_flow
        where geography_code = 'JP' and legal_form = 'npo'
    ),
    told as (
        select
            month, sum(value) filter (where measure = 'registered') as registered,
            sum(value) filter (where measure = 'closed') as closed,
            max(value_status) as status, bool_or(measure = 'any') as is_unknown
        from stat_flow
        where geography_code = 'JP' and legal_form = 'npo' and measure in ('registered', 'closed', 'any')
        group by month
    )
    select
        months.month::date as month,
        case when not told.is_unknown then coalesce(told.registered, 0) end::bigint as registered,
        case when not told.is_unknown then coalesce(told.closed, 0) end::bigint as closed,
        coalesce(told.status, case when told.month is null then 'x' end) as status
    from bounds
    cross join lateral unnest(
        generate_series(bounds.first_month, bounds.last_month, interval 1 month)
    ) as months(month)
    left join told on told.month = months.month::date
    order by months.month
"""
CERTIFICATION_PREFECTURES = """
    select geography_code as code, sum(value)::bigint as value, max(value_status) as value_status
    from stat_certification
    where geography_kind = 'prefecture' and measure = 'current'
    group by code
    order by code
"""
CERTIFICATION_OF_COUNTRY = """
    select
        as_of_on, measure,
        max(value) filter (where certification_kind = 'certified') as certified,
        max(value_status) filter (where certification_kind = 'certified') as certified_status,
        max(value) filter (where certification_kind = 'specially_certified') as special,
        max(value_status) filter (where certification_kind = 'specially_certified') as special_status
    from stat_certification
    where geography_code = 'JP'
    group by as_of_on, measure
    order by list_position(
        [
            'current', 'expiring_within_12_months', 'expiring_within_6_months', 'expiring_within_3_months',
            'renewal_pending', 'lapsed'
        ],
        measure
    )
"""
FIELDS_OF_COUNTRY = """
    select *, 100 * value / nullif(organizations_stating_any, 0) as share from stat_fields
    where geography_kind = 'country'
    order by value desc nulls last, field_code
"""
DORMANCY_YEARS = """
    select
        as_of_on,
        sum(value) filter (where measure = 'closed_by_registrar')::bigint as closed,
        max(value_status) filter (where measure = 'closed_by_registrar') as closed_status,
        sum(value) filter (where measure = 'revoked')::bigint as revoked,
        max(value_status) filter (where measure = 'revoked') as revoked_status
    from stat_dormancy
    where geography_code = 'JP' and legal_form = 'npo' and measure in ('closed_by_registrar', 'revoked')
    group by as_of_on
    order by as_of_on
"""
SILENT_PREFECTURES = """
    select geography_code as code, value, value_status from stat_dormancy
    where geography_kind = 'prefecture' and legal_form = 'npo' and measure = 'silent_for_5_years'
    order by code
"""
