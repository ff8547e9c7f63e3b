-- Current records of members that are not to be shown, though they may be counted: somebody asked for it, or their words
-- hold a name or an address that is withheld.
{% set texts = [
    ('programme', ['title', 'title_en', 'summary', 'website']), ('event', ['title']),
    ('proposal', ['title', 'addressed_to', 'outcome']), ('grant', ['purpose']),
] %}
with written as (
    {% for kind, columns in texts %}
        {% set last_kind = loop.last %}
        {% for column in columns %}
            select
                '{{ kind }}' as kind,
                sent.record_key,
                sent.{{ column }} as words
            from {{ ref('stg_submission__' ~ kind ~ 's') }} as sent
            inner join {{ ref('int_submission_revisions_rank') }} as revisions
                on {{ is_current_revision('sent', 'revisions', kind) }} and revisions.recency = 1
            where sent.{{ column }} is not null
            {{ 'union all' if not (last_kind and loop.last) }}
        {% endfor %}
    {% endfor %}
),

telling as (
    select
        written.kind,
        written.record_key
    from written
    inner join {{ ref('int_withheld_words_list') }} as withheld
        on {{ holds_withheld_words('written.words', 'withheld') }}
),

shown as (
    select
        kind,
        record_key,
        case when kind = 'event' then 'programme_events' else kind || 's' end as dataset,
        -- A collaboration has no number of its own: the table makes one.
        case when kind = 'collaboration' then 'COL-' || substr(md5(record_key), 1, 16) else record_key end as public_key
    from {{ ref('int_submission_revisions_rank') }}
    where recency = 1
),

asked as (
    select
        shown.kind,
        shown.record_key
    from shown
    inner join {{ ref('int_withheld_records_list') }} as withheld
        on shown.dataset = withheld.dataset and shown.public_key = withheld.record_key
    where {{ has_element('withheld.withheld', "'record'") }}
)

select
    kind,
    record_key
from telling
union
select
    kind,
    record_key
from asked
