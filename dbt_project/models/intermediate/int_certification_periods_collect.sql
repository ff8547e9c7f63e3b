-- One row a certification period of an organisation in a register, as the last list that shows it states it.
with newest as (
    {{ newest_certification_list() }}
),

ranked as (
    select
        *,
        row_number() over (
            partition by org_id, certification_kind, valid_from, register order by listed_on desc
        ) as recency,
        min(listed_on) over (partition by org_id, certification_kind, valid_from, register) as first_listed_on,
        min(case when not is_current_on_list then listed_on end) over (
            partition by org_id, certification_kind, valid_from, valid_to, register
        ) as first_not_current_on
    from {{ ref('int_certification_periods_list') }}
)

select
    ranked.org_id || ':' || ranked.certification_kind || ':'
    || coalesce({{ as_text('ranked.valid_from') }}, 'undated') || ':' || ranked.register as certification_id,
    ranked.org_id,
    ranked.corporate_number,
    ranked.certification_kind,
    ranked.valid_from,
    ranked.valid_to,
    ranked.revoked_on,
    ranked.is_renewal_pending,
    ranked.is_current_on_list,
    ranked.is_current_on_list and newest.register is not null as is_current,
    ranked.first_listed_on,
    ranked.listed_on,
    ranked.first_not_current_on,
    ranked.pst_relative,
    ranked.pst_absolute,
    ranked.pst_ordinance,
    ranked.pst_ordinance_by,
    ranked.jurisdiction_code,
    ranked.name,
    ranked.register
from ranked
left join newest on ranked.register = newest.register and ranked.listed_on = newest.listed_on
where ranked.recency = 1
