with geographies as (
    select
        'prefecture' as geography_kind,
        prefecture_code as geography_code,
        prefecture_code
    from {{ ref('prefectures') }}
    union all
    select
        'region' as geography_kind,
        region as geography_code,
        prefecture_code
    from {{ ref('prefectures') }}
),

permitted_records as (
    select count(*) as records
    from {{ ref('int_submission_records_permit') }}
    where may_count
),

-- Without a single record there is nothing to say of any place.
grid as (
    select distinct
        issues.issue,
        issues.threshold,
        geographies.geography_kind,
        geographies.geography_code
    from {{ ref('issues') }} as issues
    cross join geographies
    inner join permitted_records on permitted_records.records > 0
),

-- Only what the public tables show is looked at: a flag that knew of more would give away a single activity that may
-- not be named.
running_issues as (
    select
        programme_id,
        regions,
        {{ unfold('issues') }} as issue
    from {{ ref('programmes') }}
    where starts_on <= {{ as_of() }} and (ends_on is null or ends_on >= {{ as_of() }})
),

running_places as (
    select
        programme_id,
        issue,
        {{ unfold('regions') }} as area
    from running_issues
),

nationwide as (
    select
        issue,
        count(distinct programme_id) as programmes
    from running_places
    where area = '00'
    group by issue
),

programmes as (
    select
        places.issue,
        geographies.geography_kind,
        geographies.geography_code,
        count(distinct places.programme_id) as programmes
    from running_places as places
    inner join geographies on places.area = geographies.prefecture_code
    group by places.issue, geographies.geography_kind, geographies.geography_code
),

participations as (
    select
        participant_id,
        prefecture_code,
        {{ unfold('issues') }} as issue
    from {{ ref('int_programme_participants_list') }}
    where is_openly_active
),

collaborating as (
    select
        participations.issue,
        geographies.geography_kind,
        geographies.geography_code,
        count(distinct participations.participant_id) as organizations
    from participations
    inner join geographies on participations.prefecture_code = geographies.prefecture_code
    group by participations.issue, geographies.geography_kind, geographies.geography_code
),

granted as (
    select
        grants.main_issue as issue,
        geographies.geography_kind,
        geographies.geography_code,
        count(*) as grants
    from {{ ref('grants') }} as grants
    inner join geographies on grants.prefecture_code = geographies.prefecture_code
    where grants.decided_on <= {{ as_of() }}
    group by grants.main_issue, geographies.geography_kind, geographies.geography_code
),

organizations_in_fields as (
    select
        issue_fields.issue,
        geographies.geography_kind,
        geographies.geography_code,
        count(distinct organizations.org_id) as organizations
    from {{ ref('int_organizations_assemble') }} as organizations
    inner join {{ ref('int_organization_fields_list') }} as fields on organizations.org_id = fields.org_id
    inner join {{ ref('issue_fields') }} as issue_fields on fields.field_code = issue_fields.field_code
    inner join geographies on organizations.prefecture_code = geographies.prefecture_code
    where organizations.status = 'active' and exists (select 1 from grid)
    group by issue_fields.issue, geographies.geography_kind, geographies.geography_code
),

issues_with_fields as (
    select distinct issue from {{ ref('issue_fields') }}
),

voices as (
    select
        issue,
        geography_kind,
        geography_code,
        value,
        value_status
    from {{ ref('stat_voices') }}
    where period_kind = 'all'
),

united as (
    select
        grid.issue,
        grid.geography_kind,
        grid.geography_code,
        grid.threshold,
        case when voices.issue is null then 0 else voices.value end as voices,
        voices.value_status as voices_status,
        case when issues_with_fields.issue is not null then coalesce(organizations_in_fields.organizations, 0) end
            as organizations_in_fields,
        coalesce(programmes.programmes, 0) as programmes_active,
        coalesce(nationwide.programmes, 0) as nationwide_programmes_active,
        coalesce(collaborating.organizations, 0) as organizations_collaborating,
        coalesce(granted.grants, 0) as grants
    from grid
    left join voices
        on
            grid.issue = voices.issue
            and grid.geography_kind = voices.geography_kind
            and grid.geography_code = voices.geography_code
    left join programmes
        on
            grid.issue = programmes.issue
            and grid.geography_kind = programmes.geography_kind
            and grid.geography_code = programmes.geography_code
    left join nationwide on grid.issue = nationwide.issue
    left join collaborating
        on
            grid.issue = collaborating.issue
            and grid.geography_kind = collaborating.geography_kind
            and grid.geography_code = collaborating.geography_code
    left join granted
        on
            grid.issue = granted.issue
            and grid.geography_kind = granted.geography_kind
            and grid.geography_code = granted.geography_code
    left join organizations_in_fields
        on
            grid.issue = organizations_in_fields.issue
            and grid.geography_kind = organizations_in_fields.geography_kind
            and grid.geography_code = organizations_in_fields.geography_code
    left join issues_with_fields on grid.issue = issues_with_fields.issue
)

select
    issue,
    geography_kind,
    geography_code,
    cast(voices as bigint) as voices,
    voices_status,
    cast(organizations_in_fields as bigint) as organizations_in_fields,
    cast(programmes_active as bigint) as programmes_active,
    cast(nationwide_programmes_active as bigint) as nationwide_programmes_active,
    cast(organizations_collaborating as bigint) as organizations_collaborating,
    cast(grants as bigint) as grants,
    case
        when programmes_active + organizations_collaborating + grants > 0 then false
        when voices_status is null then voices >= threshold
    end as is_blank_spot
from united
