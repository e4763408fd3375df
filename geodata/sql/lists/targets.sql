-- Every target with what is done of it by a day, beside the straight line to its goal. done is NULL
-- where nobody told what the target counts.
WITH summed AS (
    SELECT target_id, sum(amount)::BIGINT AS done FROM target_done($as_of) GROUP BY target_id
),
held AS (
    SELECT target.* EXCLUDE (area_code), area.name AS area, CASE WHEN measure_given(measure) THEN coalesce(done, 0) END AS done,
           goal * (least($as_of, ends_on) - begins_on + 1) / (ends_on - begins_on + 1) AS line
    FROM target
    LEFT JOIN summed USING (target_id)
    LEFT JOIN place_names($as_of) AS area ON area.code = area_code
)
SELECT * EXCLUDE (line), round(greatest(line, 0), 1) AS expected, done / goal AS share,
       CASE
           WHEN $as_of < begins_on THEN 'not_begun'
           WHEN done IS NULL THEN 'no_data'
           WHEN done >= goal THEN 'reached'
           WHEN $as_of > ends_on THEN 'target_missed'
           WHEN done < $behind_ratio * line THEN 'behind'
           WHEN done > $ahead_ratio * line THEN 'ahead'
           ELSE 'normal'
       END AS status
FROM held ORDER BY begins_on, target_id
