-- Municipalities and wards with coordinates.
{{ stage_areas('municipality_wards') }}
