-- A month of a project of which one file tells the plan and another what was invested is one row: the
-- first has all of it, and the others are accepted as part of it (`joined`). Files that contradict each
-- other, and a file that tells the month twice, are left to the check of doubles.
CREATE OR REPLACE TEMP TABLE month_told AS
SELECT project_id, month, max(planned_wan_yuan) AS planned, max(invested_wan_yuan) AS invested,
       list({'_file': _file, '_row': _row} ORDER BY _file, _row) AS told
FROM typed ANTI JOIN fault USING (_file, _row)
WHERE project_id IS NOT NULL AND month IS NOT NULL
GROUP BY ALL
HAVING count(*) > 1 AND count(DISTINCT _file) = count(*)
   AND count(DISTINCT planned_wan_yuan) <= 1 AND count(DISTINCT invested_wan_yuan) <= 1
   AND count(DISTINCT (planned_wan_yuan, invested_wan_yuan)) > 1;

UPDATE typed SET planned_wan_yuan = planned, invested_wan_yuan = invested
FROM month_told WHERE typed._file = told[1]._file AND typed._row = told[1]._row;

INSERT INTO joined
SELECT one._file, one._row FROM (SELECT unnest(told[2:]) AS one FROM month_told);
