-- The rounds of a period whose window is still open on a day.
SELECT rule_id, nominal_on FROM rule_date
WHERE nominal_on BETWEEN $since AND $until AND closes_on >= $known_on
  AND ($rule IS NULL OR rule_id = $rule)
