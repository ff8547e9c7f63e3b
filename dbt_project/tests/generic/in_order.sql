{#- Fails with every row whose first date is after its second; a missing date is in order. -#}
{% test in_order(model, earlier, later) %}
    select
        {{ earlier }},
        {{ later }}
    from {{ model }}
    where {{ earlier }} > {{ later }}
{% endtest %}
