-- One row for each service of the window that is closed and states both times: the days it took
-- less than the law allows, against the days that the law allows.
SELECT *, statutory_days - actual_days AS numerator, statutory_days AS denominator FROM matters_at($as_of, $area, $matter, $target, $unit, $attribute)
WHERE proposed_on BETWEEN $since AND $until AND matter_kind = 'service' AND state = 'closed'
  AND statutory_days IS NOT NULL AND actual_days IS NOT NULL
