-- Where each organisation existed from when to when, as known now. A place is taken to hold back to the day the
-- organisation began where the register at hand does not state the place before. Of who had ended before the first file
-- at hand, the register states the end alone: its life before that is a stay as well.
with versions as (
    select
        'JP-JCN-' || history.corporate_number as org_id,
        history.legal_form,
        history.municipality_code,
        history.status,
        history.valid_from,
        history.valid_to,
        row_number() over (partition by history.corporate_number order by history.valid_from) as version_number
    from {{ ref('int_nta_history_resolve') }} as history
    where history.known_to is null
),

lives as (
    select
        org_id,
        legal_form,
        municipality_code,
        version_number,
        valid_from,
        valid_to
    from versions
    where status = 'active'
    union all
    select
        org_id,
        legal_form,
        municipality_code,
        version_number,
        cast(null as date) as valid_from,
        valid_from as valid_to
    from versions
    where version_number = 1 and status not in ('active', 'deleted')
),

registered as (
    select
        lives.org_id,
        coalesce(lives.legal_form, organizations.legal_form) as legal_form,
        lives.municipality_code,
        organizations.jurisdiction_code,
        organizations.is_in_portal,
        organizations.prefecture_code as fallback_prefecture_code,
        case
            when lives.version_number = 1
                then least(lives.valid_from, organizations.exists_from, organizations.number_assigned_on)
            else lives.valid_from
        end as stays_from,
        least(lives.valid_to, organizations.dissolved_on) as stays_to,
        organizations.is_dissolved and organizations.dissolved_on is null and lives.valid_to is null as ends_unknown
    from lives
    inner join {{ ref('int_organizations_assemble') }} as organizations on lives.org_id = organizations.org_id
    where organizations.status != 'deleted'
),

first_certifications as (
    select
        org_id,
        min(valid_from) as certified_from
    from {{ ref('int_certification_periods_list') }}
    where valid_from <= listed_on
    group by org_id
),

listed_only as (
    select
        organizations.org_id,
        organizations.legal_form,
        organizations.municipality_code,
        organizations.jurisdiction_code,
        organizations.is_in_portal,
        organizations.prefecture_code as fallback_prefecture_code,
        -- Without a date of foundation it exists since the first day of which anything is known.
        coalesce(organizations.exists_from, least(certifications.certified_from, organizations.first_seen_on))
            as stays_from,
        organizations.dissolved_on as stays_to,
        organizations.is_dissolved and organizations.dissolved_on is null as ends_unknown
    from {{ ref('int_organizations_assemble') }} as organizations
    left join first_certifications as certifications on organizations.org_id = certifications.org_id
    where not organizations.is_in_nta
),

united as (
    select * from registered
    union all
    select * from listed_only
)

select
    org_id,
    legal_form,
    municipality_code,
    coalesce(substr(municipality_code, 1, 2), fallback_prefecture_code) as prefecture_code,
    case when is_in_portal and legal_form = 'npo' then jurisdiction_code end as jurisdiction_code,
    stays_from,
    stays_to
from united
where legal_form is not null and not coalesce(ends_unknown, false) and (stays_to is null or stays_from < stays_to)
