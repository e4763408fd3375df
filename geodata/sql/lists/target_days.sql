-- One target day by day: what was done up to it, and where the straight line stands.
SELECT day, CASE WHEN measure_given(measure) THEN coalesce(sum(amount) OVER (ORDER BY day), 0)::BIGINT END AS done,
       goal * (day - begins_on + 1) / (ends_on - begins_on + 1) AS expected
FROM (
    SELECT measure, goal, begins_on, ends_on,
           unnest(range(begins_on, least(ends_on, $as_of) + 1, INTERVAL 1 DAY))::DATE AS day
    FROM target WHERE target_id = $target_id
)
LEFT JOIN (
    SELECT day, sum(amount) AS amount FROM target_done($as_of)
    WHERE target_id = $target_id GROUP BY day
) USING (day)
ORDER BY day
