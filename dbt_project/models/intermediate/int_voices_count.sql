-- Voices that may be counted, each with the least number of voices that a published count of its kind must have: ten
-- where the issue is sensitive or the member says so, else five.
select
    sent.voice_id,
    sent.main_issue as issue,
    sent.prefecture_code,
    sent.event_id,
    {{ quarter_of('sent.heard_on') }} as quarter,
    {{ voice_threshold('sent.is_sensitive or issues.is_sensitive') }} as threshold
from {{ ref('stg_submission__voices') }} as sent
inner join {{ ref('int_submission_records_permit') }} as permitted
    on {{ is_current_revision('sent', 'permitted', 'voice') }}
inner join {{ ref('issue_terms') }} as issues on sent.main_issue = issues.issue
where permitted.may_count
