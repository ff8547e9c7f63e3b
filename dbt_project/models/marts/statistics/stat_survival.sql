with observed as (
    select distinct
        legal_form,
        as_of_on,
        value_status
    from {{ ref('int_lifetimes_derive') }}
),

-- Of a legal form whose lives are not known as a whole that alone is said, on the last month of data.
unobserved as (
    select
        forms.legal_form,
        max(months.month_end) as as_of_on
    from {{ ref('legal_forms') }} as forms
    inner join {{ ref('int_reporting_months_list') }} as months on true
    where forms.legal_form not in (select observed.legal_form from observed)
    group by forms.legal_form
)

select
    observed.as_of_on,
    measured.legal_form,
    measured.field_code,
    measured.founding_cohort,
    measured.years,
    'survival' as measure,
    measured.survival as value,
    observed.value_status,
    'share' as unit,
    measured.lower_bound,
    measured.upper_bound,
    measured.at_risk,
    measured.ended
from {{ ref('int_survival_measure') }} as measured
inner join observed on measured.legal_form = observed.legal_form
union all
select
    as_of_on,
    legal_form,
    'any' as field_code,
    'all' as founding_cohort,
    cast(0 as integer) as years,
    'survival' as measure,
    cast(null as decimal(7, 6)) as value,
    'x' as value_status,
    'share' as unit,
    cast(null as decimal(7, 6)) as lower_bound,
    cast(null as decimal(7, 6)) as upper_bound,
    cast(null as bigint) as at_risk,
    cast(null as bigint) as ended
from unobserved
