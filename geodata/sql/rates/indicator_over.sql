-- One row for each place in scope whose indicator $topic is known for a period over by $as_of, by the
-- last such period; counted: it is over $over.
SELECT place.*, indicator_amount, indicator_period, indicator_amount > coalesce($over, 0) AS counted
FROM places_at($as_of, $area, $kinds, $attribute) AS place
JOIN (
    SELECT place_code AS code, max(period) AS indicator_period, arg_max(amount, period) AS indicator_amount
    FROM indicator WHERE indicator = $topic AND period_end(period) <= $as_of GROUP BY place_code
) USING (code)
