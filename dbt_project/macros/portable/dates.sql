{#- Dates in DuckDB and in Spark. -#}

{% macro add_days(expression, days) %}{{ return(adapter.dispatch('add_days')(expression, days)) }}{% endmacro %}
{% macro default__add_days(expression, days) %}({{ expression }} + {{ days }}){% endmacro %}
{% macro spark__add_days(expression, days) %}date_add({{ expression }}, {{ days }}){% endmacro %}

{#- The same day some months later (earlier, if negative), or the last day of a shorter month. -#}
{% macro add_months(expression, months) %}{{ return(adapter.dispatch('add_months')(expression, months)) }}{% endmacro %}
{% macro default__add_months(expression, months) -%}
    cast({{ expression }} + {{ months }} * interval 1 month as date)
{%- endmacro %}
{% macro spark__add_months(expression, months) %}add_months({{ expression }}, {{ months }}){% endmacro %}

{% macro days_between(earlier, later) %}{{ return(adapter.dispatch('days_between')(earlier, later)) }}{% endmacro %}
{% macro default__days_between(earlier, later) %}date_diff('day', {{ earlier }}, {{ later }}){% endmacro %}
{% macro spark__days_between(earlier, later) %}datediff({{ later }}, {{ earlier }}){% endmacro %}

{% macro month_start(expression) %}cast(date_trunc('month', {{ expression }}) as date){% endmacro %}

{#- A relation with one column, month_end, from one month end to another, both included. -#}
{% macro month_ends(first, last) %}{{ return(adapter.dispatch('month_ends')(first, last)) }}{% endmacro %}
{% macro default__month_ends(first, last) -%}
    select last_day(cast(unnest(generate_series({{ month_start(first) }}, {{ month_start(last) }}, interval 1 month)) as date))
        as month_end
{%- endmacro %}
{% macro spark__month_ends(first, last) -%}
    select last_day(explode(sequence({{ month_start(first) }}, {{ month_start(last) }}, interval 1 month))) as month_end
{%- endmacro %}
