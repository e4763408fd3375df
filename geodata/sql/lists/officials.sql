-- Each responsible's own account over a window: what was owed, and what became of it.
SELECT responsible_id AS official_id, responsible.name AS official,
       any_value(posted.name) AS unit, count(*) AS owed,
       count(*) FILTER (status = 'done') AS done, count(*) FILTER (status = 'made_up') AS made_up,
       count(*) FILTER (status = 'missed') AS missed, count(*) FILTER (status = 'exempt') AS exempt,
       count(*) FILTER (status = 'no_report') AS no_report,
       count(*) FILTER (status = 'pending') AS pending
FROM owed_at($scope) AS owed
LEFT JOIN responsibles() AS responsible USING (responsible_kind, responsible_id)
LEFT JOIN unit AS posted ON posted.unit_id = owed.unit_id
GROUP BY responsible_kind, responsible_id, responsible.name
ORDER BY unit, official_id
