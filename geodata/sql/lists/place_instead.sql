-- The places of $as_of that stand for a code that is not in force then: those that took over, or
-- those that there were before it began.
SELECT DISTINCT place.code, place.name
FROM (
    SELECT new_code AS code FROM succession
    WHERE old_code = $code AND in_force($as_of, valid_from, valid_to)
    UNION
    SELECT old_code FROM succession WHERE new_code = $code AND $as_of <= old_to
)
JOIN places_on($as_of) AS place USING (code)
WHERE place.code <> $code
ORDER BY place.code
