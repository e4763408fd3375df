-- An actual can only be held against a plan; where any month of the year has one, an empty cell
-- means that nothing was planned for the month.
SELECT _file, _row, 'actual_without_plan', 'invested_wan_yuan', invested_wan_yuan::VARCHAR
FROM typed
ANTI JOIN (SELECT project_id, year(month) AS planned_year FROM typed WHERE planned_wan_yuan IS NOT NULL)
    AS planned ON planned.project_id = typed.project_id AND planned_year = year(typed.month)
WHERE invested_wan_yuan IS NOT NULL AND month IS NOT NULL AND typed.project_id IS NOT NULL
