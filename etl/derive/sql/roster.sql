-- What the filled-in rosters say: one visit for each target and day, however many came; who came;
-- and a report of every township that filled in anything. A visit's counts are those of the row
-- that gives the most, since colleagues of one visit tend to write down the same ones.
-- What a file has given already is not given again.
INSERT INTO visit (visit_id, target_kind, target_id, visited_on,
                   talks, households, disputes, matters, suggestions, from_roster)
SELECT told.*, true FROM (
    SELECT 'roster/' || code || '/' || coalesce(visited_on, due_on) AS visit_id, target_kind, code,
           coalesce(visited_on, due_on),
           max(talks), max(households), max(disputes), max(matters), max(suggestions)
    FROM roster WHERE came GROUP BY ALL
) AS told ANTI JOIN visit USING (visit_id);

INSERT INTO attendance (visit_id, official_id, from_roster)
SELECT told.*, true FROM (
    SELECT DISTINCT 'roster/' || code || '/' || coalesce(visited_on, due_on) AS visit_id,
           responsible_id AS official_id
    FROM roster WHERE came AND responsible_kind = 'official'
) AS told ANTI JOIN attendance USING (visit_id, official_id);

INSERT INTO report (unit_id, day, from_roster)
SELECT told.*, true FROM (
    SELECT DISTINCT reporting_unit_id AS unit_id, due_on AS day FROM roster
    WHERE came IS NOT NULL AND reporting_unit_id IS NOT NULL
) AS told ANTI JOIN report USING (unit_id, day);
