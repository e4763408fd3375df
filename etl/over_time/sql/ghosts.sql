-- Of the rows of earlier loads that stay and are accepted: those of a month that files of this load are
-- all of (`decided`), by the file that gave them and the month.
CREATE OR REPLACE TEMP TABLE ghost AS
SELECT file_month.file, file_month.month, renamed.file IS NOT NULL AS is_renamed, count(*) AS rows
FROM (
    SELECT _origin AS version, {day} AS day FROM typed AS one
    ANTI JOIN (SELECT _file, _row FROM fault) AS bad USING (_file, _row)
    ANTI JOIN (SELECT _row FROM aside) AS before USING (_row)
) AS stays
JOIN file_month ON is_old AND file_month.version IS NOT DISTINCT FROM stays.version
    AND file_month.day = stays.day
LEFT JOIN renamed ON renamed.file = file_month.file AND renamed.month = file_month.month
LEFT JOIN decided ON decided.scope = file_month.scope AND decided.month = file_month.month
WHERE renamed.file IS NOT NULL OR decided.is_whole
GROUP BY ALL
