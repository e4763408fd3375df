-- The facilities of a place that are in use on $as_of.
SELECT facility_kind, name, opened_on
FROM facility LEFT JOIN codes_on($as_of) AS moved ON moved.given = place_code
WHERE coalesce(moved.code, place_code) = $code AND in_force($as_of, opened_on, closed_on)
ORDER BY facility_kind, opened_on NULLS FIRST, facility_id
