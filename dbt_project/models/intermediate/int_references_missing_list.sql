{%- set references = [
    ('collaboration', 'programme_id', 'programme', 'sent.programme_id'),
    ('event', 'programme_id', 'programme', 'sent.programme_id'),
    ('grant', 'programme_id', 'programme', 'sent.programme_id'),
    ('voice', 'event_id', 'event', 'sent.event_id'),
    ('proposal', 'source_voices', 'voice', unfold('sent.source_voices')),
    ('proposal', 'source_events', 'event', unfold('sent.source_events')),
    ('proposal', 'resulting_programmes', 'programme', unfold('sent.resulting_programmes')),
] -%}
-- Numbers that members' current records name and that no current record bears: not sent, mistyped or withdrawn. Public
-- tables leave such a row or link out. For the data team, who asks the member; keys only, no texts.
with named as (
    {% for kind, field, target, reference in references %}
        select
            permitted.member_id,
            permitted.kind,
            permitted.record_key,
            '{{ field }}' as field,
            '{{ target }}' as named_kind,
            {{ reference }} as named_key
        from {{ ref('stg_submission__' ~ kind ~ 's') }} as sent
        inner join {{ ref('int_submission_records_permit') }} as permitted
            on {{ is_current_revision('sent', 'permitted', kind) }}
        where permitted.may_count
        {{ 'union all' if not loop.last }}
    {% endfor %}
)

select
    named.member_id,
    named.kind,
    named.record_key,
    named.field,
    named.named_key
from named
left join {{ ref('int_submission_records_permit') }} as known
    on named.named_kind = known.kind and named.named_key = known.record_key
where named.named_key is not null and known.record_key is null
