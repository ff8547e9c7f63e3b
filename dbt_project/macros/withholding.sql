{#- What somebody asked us not to publish, kept out of every public table. The dictionary says what stands where: a
    column `holds` things of the organisation that the column marked `organization: subject` names; of which things a
    column holds can depend on another column, `holds_by`. -#}

{#- The rows of a public table as they may be shown; the last thing every table about organisations or records does.

    What is withheld leaves its column empty. Where the column must not be empty the row leaves, and so it does when
    nothing of the organisation it is about, or of the record it is, may be shown. -#}
{% macro published(relation) -%}
    {%- set organizations, records = ref('int_withheld_organizations_resolve'), ref('int_withheld_records_list') -%}
    {%- if not execute %}select * from {{ relation }}{% else -%}
    {%- set plan = plan_withholding(relation) -%}
    select
    {%- for column in model.columns.values() %}
        {%- set name = relation ~ '.' ~ column.name %}
        {%- set reasons = plan.masks[column.name] %}
        {% if reasons %}case when not ({{ reasons | join(' or ') }}) then {{ name }} end{% else %}{{ name }}{% endif %} as {{ column.name }}
        {%- if not loop.last %},{% endif %}
    {%- endfor %}
    from {{ relation }}
    {%- if plan.subject %}
    left join {{ organizations }} as withheld on {{ relation }}.{{ plan.subject }} = withheld.org_id
    {%- endif %}
    {%- for column in plan.others %}
    left join {{ organizations }} as withheld_{{ column }} on {{ relation }}.{{ column }} = withheld_{{ column }}.org_id
    {%- endfor %}
    {%- if plan.key %}
    left join {{ records }} as withheld_records
        on withheld_records.dataset = '{{ model.name }}' and {{ relation }}.{{ plan.key }} = withheld_records.record_key
    {%- endif %}
    {%- if plan.leaves %}
    where not ({{ plan.leaves | join(' or ') }})
    {%- endif %}
    {%- endif %}
{%- endmacro %}

{#- What hides each column, and what takes the row away; the columns that name organisations, and the key of a record. -#}
{% macro plan_withholding(relation) -%}
    {%- set plan = namespace(subject=none, others=[], key=none, masks={}, leaves=[]) -%}
    {%- if model.config.meta.dataset == 'connection' and model.config.meta.primary_key | length == 1 -%}
        {%- set plan.key = model.config.meta.primary_key[0] -%}
        {%- do plan.leaves.append(has_element('withheld_records.withheld', "'record'")) -%}
    {%- endif -%}
    {%- for column in model.columns.values() -%}
        {%- set meta = column.config.meta -%}
        {%- set is_required = 'not_null' in (column.constraints | map(attribute='type') | list) -%}
        {%- set reasons = list_withheld_things(relation, meta) -%}
        {%- if meta.organization == 'subject' -%}
            {%- set plan.subject = column.name -%}
            {%- do reasons.append(has_element('withheld.withheld', "'record'")) -%}
        {%- elif meta.organization == 'other' -%}
            {%- do plan.others.append(column.name) -%}
            {%- do reasons.append(has_element('withheld_' ~ column.name ~ '.withheld', "'record'")) -%}
        {%- endif -%}
        {%- if is_required -%}
            {%- do plan.leaves.extend(reasons) -%}
            {%- do plan.masks.update({column.name: []}) -%}
        {%- else -%}
            {%- if plan.key -%}
                {%- do reasons.append(has_element('withheld_records.withheld', "'" ~ column.name ~ "'")) -%}
            {%- endif -%}
            {%- do plan.masks.update({column.name: reasons}) -%}
        {%- endif -%}
    {%- endfor -%}
    {{- return(plan) -}}
{%- endmacro %}

{#- The conditions under which what a column holds is withheld. -#}
{% macro list_withheld_things(relation, meta) -%}
    {%- set conditions = [] -%}
    {%- if meta.holds is mapping -%}
        {%- for value, things in meta.holds.items() -%}
            {%- set held = holds_any('withheld.withheld', things) -%}
            {%- do conditions.append('(' ~ held ~ ' and ' ~ relation ~ '.' ~ meta.holds_by ~ " = '" ~ value ~ "')") -%}
        {%- endfor -%}
    {%- elif meta.holds -%}
        {%- do conditions.append(holds_any('withheld.withheld', meta.holds)) -%}
    {%- endif -%}
    {{- return(conditions) -}}
{%- endmacro %}

{#- Whether any of some things is withheld. -#}
{% macro holds_any(list, things) -%}
    ({% for thing in things %}{{ has_element(list, "'" ~ thing ~ "'") }}{{ ' or ' if not loop.last }}{% endfor %})
{%- endmacro %}

{#- Whether words that are withheld stand in a text, to the letter or but for width, spaces and legal form. -#}
{% macro holds_withheld_words(expression, words) -%}
    (
        instr({{ expression }}, {{ words }}.words) > 0
        or instr({{ name_key(expression) }}, {{ words }}.words_key) > 0
    )
{%- endmacro %}
