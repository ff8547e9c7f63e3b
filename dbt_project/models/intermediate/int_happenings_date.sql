-- The last day on which any register has told of something new about an organisation that exists at the last month
-- end: its beginning, an event, or another state of name, place or status. What a registrar redraws is no sign of life.
with last_month as (
    select max(month_end) as as_of_on from {{ ref('int_reporting_months_list') }}
),

staying as (
    select
        stays.org_id,
        stays.legal_form,
        stays.prefecture_code,
        stays.jurisdiction_code,
        last_month.as_of_on
    from {{ ref('int_organization_stays_derive') }} as stays
    inner join last_month
        on
            stays.stays_from <= last_month.as_of_on
            and (stays.stays_to is null or stays.stays_to > last_month.as_of_on)
),

happenings as (
    select
        org_id,
        occurred_on
    from {{ ref('int_organization_events_unite') }}
    where not is_administrative
    union all
    select
        'JP-JCN-' || history.corporate_number as org_id,
        history.valid_from as occurred_on
    from {{ ref('int_nta_history_resolve') }} as history
    left join {{ ref('int_nta_events_derive') }} as redrawn
        on
            history.corporate_number = redrawn.corporate_number
            and history.valid_from = redrawn.occurred_on
            and redrawn.is_administrative
    where history.known_to is null and redrawn.corporate_number is null
    union all
    select
        org_id,
        min(stays_from) as occurred_on
    from {{ ref('int_organization_stays_derive') }}
    group by org_id
)

select
    staying.org_id,
    staying.legal_form,
    staying.prefecture_code,
    staying.jurisdiction_code,
    staying.as_of_on,
    max(happenings.occurred_on) as last_happening_on
from staying
inner join happenings on staying.org_id = happenings.org_id and happenings.occurred_on <= staying.as_of_on
group by
    staying.org_id, staying.legal_form, staying.prefecture_code, staying.jurisdiction_code, staying.as_of_on
