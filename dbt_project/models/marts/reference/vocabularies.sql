{%- set lists = [
    ('addressee_kinds', 'addressee_kind'),
    ('collaboration_roles', 'role'),
    ('event_formats', 'event_format'),
    ('income_bands', 'income_band'),
    ('legal_forms', 'legal_form'),
    ('prefectures', 'prefecture_code'),
    ('programme_kinds', 'programme_kind'),
    ('proposal_statuses', 'proposal_status'),
    ('regions', 'region'),
    ('sectors', 'sector'),
    ('voice_raisers', 'voice_raiser'),
] -%}
-- Where a programme works: a prefecture, or the whole country.
select
    'areas' as vocabulary,
    prefecture_code as code,
    name_ja,
    name_en
from {{ ref('prefectures') }}
union all
select
    'areas' as vocabulary,
    '00' as code,
    '全国' as name_ja,
    'Nationwide' as name_en
union all
select
    vocabulary,
    code,
    name_ja,
    name_en
from {{ ref('code_words') }}
union all
{% for vocabulary, code in lists %}
    select
        '{{ vocabulary }}' as vocabulary,
        {{ code }} as code,
        name_ja,
        name_en
    from {{ ref(vocabulary) }}
    {{ 'union all' if not loop.last }}
{% endfor %}
