-- Every indicator of a place for each period that was over by $as_of, in order.
SELECT indicator, period, arg_max(amount, moved.code IS NULL) AS amount
FROM indicator LEFT JOIN recoded_on($as_of) AS moved ON moved.given = place_code
WHERE coalesce(moved.code, place_code) = $code AND period_end(period) <= $as_of
GROUP BY indicator, period ORDER BY indicator, period
