-- Prefectures and municipalities of the Ministry of Internal Affairs; no wards.
{{ stage_areas('municipality_codes') }}
