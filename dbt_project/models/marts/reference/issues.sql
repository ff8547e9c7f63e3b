with fields as (
    select
        issue,
        {{ sorted_set('field_code') }} as field_codes
    from {{ ref('issue_fields') }}
    group by issue
)

select
    issues.issue,
    issues.name_ja,
    issues.name_en,
    issues.is_sensitive,
    cast({{ voice_threshold('issues.is_sensitive') }} as integer) as threshold,
    coalesce(fields.field_codes, {{ empty_list() }}) as field_codes
from {{ ref('issue_terms') }} as issues
left join fields on issues.issue = fields.issue
