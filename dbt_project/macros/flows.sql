{# Whether an event is a flow of the month in which it happened: a statement of the corporate-number register, no matter of
   boundaries, and of a month that can be told, for which see int_reporting_months_list. Of a month that a national file
   alone tells of, only beginnings and ends: a merger is an event of the survivor, and the file does not tell it. Of a
   month after the last full one what is known so far is counted. #}
{% macro is_flow(events, months) -%}
{{ events }}.source = 'nta'
        and not {{ events }}.is_administrative
        and {{ events }}.occurred_on >= date '2015-10-01'
        and (
            coalesce({{ months }}.is_read, true)
            or (
                {{ months }}.is_in_national
                and {{ events }}.event_type in ('registered', 'closed', 'deleted')
            )
        )
{%- endmacro %}
