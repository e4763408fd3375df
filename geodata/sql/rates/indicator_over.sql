-- One row for each place in scope whose indicator $topic is known for a period over by $as_of, by the
-- last such period; counted: it is over $over. A place that only changed its code keeps what it had;
-- what several had before they became one is nobody's.
SELECT place.*, indicator_amount, indicator_period, indicator_amount > coalesce($over, 0) AS counted
FROM places_at($as_of, $area, $kinds, $attribute) AS place
JOIN (
    SELECT coalesce(moved.code, place_code) AS code, max(period) AS indicator_period,
           arg_max(amount, row(period, moved.code IS NULL)) AS indicator_amount
    FROM indicator LEFT JOIN recoded_on($as_of) AS moved ON moved.given = place_code
    WHERE indicator = $topic AND period_end(period) <= $as_of GROUP BY ALL
) USING (code)
