-- The facilities of a place that are in use on $as_of.
SELECT facility_kind, name, opened_on FROM facility
WHERE place_code = $code AND in_force($as_of, opened_on, closed_on)
ORDER BY facility_kind, opened_on NULLS FIRST, facility_id
