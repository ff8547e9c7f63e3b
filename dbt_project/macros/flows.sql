{# Whether an event can be counted in the month in which it happened: see int_reporting_months_list. Of a month after
   the last full one what is known so far is counted. #}
{% macro is_counted(event_type, months) -%}
(
            coalesce({{ months }}.is_read, true)
            or ({{ months }}.is_in_national and {{ event_type }} in ('registered', 'closed', 'merged', 'deleted'))
        )
{%- endmacro %}
