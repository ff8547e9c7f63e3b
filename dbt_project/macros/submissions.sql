{#- Rules on what members send that several models share. No dialect here. -#}

{#- The last day the tables speak for. -#}
{% macro as_of() -%}
    date '{{ env_var("TSUNAGU_AS_OF", "9999-12-31") }}'
{%- endmacro %}

{#- Only what had arrived by the day the tables speak for. -#}
{% macro is_received() -%}
    received_on <= {{ as_of() }}
{%- endmacro %}

{#- What every kind of record carries: where it stands in which file, when it came, what it is, and what was agreed
    to, as a list of scopes. Members' answers to the three questions are read here and nowhere else. -#}
{% macro submission_columns() -%}
    sent.member_id,
    sent.batch,
    sent.sheet,
    sent.row as file_row,
    sent.received_at,
    sent.received_on,
    sent.updated_on,
    coalesce(sent.updated_on, sent.received_on) as stated_on,
    sent.record_key,
    sent.action,
    sent.content_hash,
    {{ list_of_true([
        ('aggregate', 'sent.consent_aggregate'),
        ('quote_anonymous', 'sent.consent_quote_anonymous'),
        ('quote_attributed_org', 'sent.consent_quote_attributed_org'),
    ]) }} as scopes
{%- endmacro %}

{#- The current, permitted revision of a record: joins a staging table to the one place that permits. -#}
{% macro is_current_revision(sent, permitted, kind) -%}
    {{ permitted }}.kind = '{{ kind }}'
    and {{ sent }}.member_id = {{ permitted }}.member_id
    and {{ sent }}.batch = {{ permitted }}.batch
    and {{ sent }}.sheet = {{ permitted }}.sheet
    and {{ sent }}.file_row = {{ permitted }}.file_row
{%- endmacro %}

{#- Names one organisation as it was mentioned: its number, else a hash of name and place. -#}
{% macro mention_key(corporate_number, name, prefecture_code, municipality) -%}
    case
        when {{ corporate_number }} is not null then 'JP-JCN-' || {{ corporate_number }}
        else
            'TSN-' || substr(md5(
                {{ name_key(name) }} || '|' || {{ prefecture_code }} || '|' || coalesce({{ municipality }}, '')
            ), 1, 16)
    end
{%- endmacro %}

{% macro quarter_of(expression) -%}
    {{ as_text('year(' ~ expression ~ ')') }} || '-Q' || {{ as_text('quarter(' ~ expression ~ ')') }}
{%- endmacro %}

{#- Below how many voices a count is withheld. -#}
{% macro voice_threshold(is_sensitive) -%}
    case when {{ is_sensitive }} then 10 else 5 end
{%- endmacro %}
