with nodes as (
    -- Where voices begin: an issue in a prefecture whose count is published.
    select
        issue,
        geography_code as prefecture_code,
        value as voices
    from {{ ref('stat_voices') }}
    where geography_kind = 'prefecture' and period_kind = 'all' and issue != 'all' and value is not null
),

-- A link from voices rests on as many of them as a count must have; how many is not said. It tells of one quarter, so
-- it is shown only where the count of that quarter is published: a withheld one would be narrowed by it.
heard_at as (
    select
        voices.issue,
        voices.prefecture_code,
        events.event_id
    from {{ ref('int_voices_count') }} as voices
    inner join nodes on voices.issue = nodes.issue and voices.prefecture_code = nodes.prefecture_code
    inner join {{ ref('programme_events') }} as events
        on voices.event_id = events.event_id and voices.quarter = {{ quarter_of('events.held_on') }}
    inner join {{ ref('stat_voices') }} as cells
        on
            voices.issue = cells.issue
            and voices.prefecture_code = cells.geography_code
            and voices.quarter = cells.period
            and cells.value is not null
    group by voices.issue, voices.prefecture_code, events.event_id
    having count(*) >= max(voices.threshold)
),

proposed_from_voices as (
    select
        voices.issue,
        voices.prefecture_code,
        voices.proposal_id
    from {{ ref('int_proposal_voices_list') }} as voices
    inner join nodes on voices.issue = nodes.issue and voices.prefecture_code = nodes.prefecture_code
    group by voices.issue, voices.prefecture_code, voices.proposal_id
    having count(*) >= max(voices.threshold)
),

sources_of_proposals as (
    select
        proposal_id,
        {{ unfold('source_events') }} as event_id
    from {{ ref('proposals') }}
),

issues_of_proposals as (
    select
        proposal_id,
        {{ unfold('issues') }} as issue
    from {{ ref('proposals') }}
),

-- What a proposal says it came of is public with it, whether or not voices may be counted there.
proposed_from_events as (
    select
        heard_at.issue,
        heard_at.prefecture_code,
        heard_at.event_id,
        sources_of_proposals.proposal_id
    from heard_at
    inner join sources_of_proposals on heard_at.event_id = sources_of_proposals.event_id
    union
    select
        issues_of_proposals.issue,
        events.prefecture_code,
        events.event_id,
        sources_of_proposals.proposal_id
    from sources_of_proposals
    inner join issues_of_proposals on sources_of_proposals.proposal_id = issues_of_proposals.proposal_id
    inner join {{ ref('programme_events') }} as events on sources_of_proposals.event_id = events.event_id
    where events.prefecture_code is not null
),

proposed as (
    select
        issue,
        prefecture_code,
        proposal_id
    from proposed_from_voices
    union
    select
        issue,
        prefecture_code,
        proposal_id
    from proposed_from_events
),

results_of_proposals as (
    select
        proposal_id,
        {{ unfold('resulting_programmes') }} as programme_id
    from {{ ref('proposals') }}
),

resulted as (
    select
        proposed.issue,
        proposed.prefecture_code,
        proposed.proposal_id,
        results_of_proposals.programme_id
    from proposed
    inner join results_of_proposals on proposed.proposal_id = results_of_proposals.proposal_id
),

-- A gathering is part of a programme.
held as (
    select
        spoken.issue,
        spoken.prefecture_code,
        spoken.event_id,
        events.programme_id
    from (
        select
            issue,
            prefecture_code,
            event_id
        from heard_at
        union
        select
            issue,
            prefecture_code,
            event_id
        from proposed_from_events
    ) as spoken
    inner join {{ ref('programme_events') }} as events on spoken.event_id = events.event_id
),

begun as (
    select
        issue,
        prefecture_code,
        programme_id
    from resulted
    union
    -- What a gathering's own programme does came of these voices only where it is about their issue.
    select
        held.issue,
        held.prefecture_code,
        held.programme_id
    from held
    inner join {{ ref('programmes') }} as programmes on held.programme_id = programmes.programme_id
    where {{ has_element('programmes.issues', 'held.issue') }}
),

links as (
    select
        issue,
        prefecture_code,
        1 as step,
        'voices' as from_kind,
        issue || '/' || prefecture_code as from_id,
        'event' as to_kind,
        event_id as to_id
    from heard_at
    union all
    select
        issue,
        prefecture_code,
        1 as step,
        'voices' as from_kind,
        issue || '/' || prefecture_code as from_id,
        'proposal' as to_kind,
        proposal_id as to_id
    from proposed_from_voices
    union all
    select
        issue,
        prefecture_code,
        2 as step,
        'event' as from_kind,
        event_id as from_id,
        'proposal' as to_kind,
        proposal_id as to_id
    from proposed_from_events
    union all
    select
        issue,
        prefecture_code,
        2 as step,
        'event' as from_kind,
        event_id as from_id,
        'programme' as to_kind,
        programme_id as to_id
    from held
    union all
    select
        issue,
        prefecture_code,
        3 as step,
        'proposal' as from_kind,
        proposal_id as from_id,
        'programme' as to_kind,
        programme_id as to_id
    from resulted
    union all
    select
        begun.issue,
        begun.prefecture_code,
        4 as step,
        'programme' as from_kind,
        begun.programme_id as from_id,
        'collaboration' as to_kind,
        collaborations.collaboration_id as to_id
    from begun
    inner join {{ ref('collaborations') }} as collaborations on begun.programme_id = collaborations.programme_id
    union all
    select
        begun.issue,
        begun.prefecture_code,
        4 as step,
        'programme' as from_kind,
        begun.programme_id as from_id,
        'grant' as to_kind,
        grants.grant_id as to_id
    from begun
    -- A fund supports many issues; a grant for another one did not come of these voices.
    inner join {{ ref('grants') }} as grants
        on begun.programme_id = grants.programme_id and begun.issue = grants.main_issue
),

things as (
    select
        'event' as kind,
        event_id as id,
        title,
        held_on as happened_on,
        {{ as_text('null') }} as status,
        {{ empty_list() }} as issues
    from {{ ref('programme_events') }}
    union all
    select
        'proposal' as kind,
        proposal_id as id,
        title,
        submitted_on as happened_on,
        proposal_status as status,
        issues
    from {{ ref('proposals') }}
    union all
    select
        'programme' as kind,
        programme_id as id,
        title,
        starts_on as happened_on,
        programme_kind as status,
        issues
    from {{ ref('programmes') }}
    union all
    select
        'collaboration' as kind,
        collaboration_id as id,
        organization_name as title,
        starts_on as happened_on,
        role as status,
        {{ empty_list() }} as issues
    from {{ ref('collaborations') }}
    union all
    select
        'grant' as kind,
        grant_id as id,
        organization_name as title,
        decided_on as happened_on,
        {{ as_text('null') }} as status,
        {{ empty_list() }} as issues
    from {{ ref('grants') }}
)

select
    links.issue,
    links.prefecture_code,
    nodes.voices,
    cast(links.step as integer) as step,
    links.from_kind,
    links.from_id,
    links.to_kind,
    links.to_id,
    things.title as to_title,
    things.happened_on as to_on,
    things.status as to_status,
    case
        when things.status is null then null
        when links.to_kind = 'proposal' then 'proposal_statuses'
        when links.to_kind = 'programme' then 'programme_kinds'
        when links.to_kind = 'collaboration' then 'collaboration_roles'
    end as to_status_vocabulary,
    -- Of a proposal or programme that came of an event: whether it is about this issue, or about another heard there.
    case when links.to_kind in ('proposal', 'programme') then {{ has_element('things.issues', 'links.issue') }} end
        as concerns_issue
from links
left join nodes on links.issue = nodes.issue and links.prefecture_code = nodes.prefecture_code
inner join things on links.to_kind = things.kind and links.to_id = things.id
