-- Every indicator of a place for each period that was over by $as_of, in order.
SELECT indicator, period, amount FROM indicator
WHERE place_code = $code AND period_end(period) <= $as_of
ORDER BY indicator, period
