-- What the filled-in rosters say: one visit for each place and day, however many came; who came;
-- and a report of every township that filled in anything. A visit's counts are those of the row
-- that gives the most, since colleagues of one visit tend to write down the same ones.
INSERT INTO visit (visit_id, target_kind, target_id, visited_on,
                   talks, households, disputes, matters, suggestions)
SELECT 'roster/' || code || '/' || coalesce(visited_on, due_on), 'place', code,
       coalesce(visited_on, due_on),
       max(talks), max(households), max(disputes), max(matters), max(suggestions)
FROM roster WHERE came GROUP BY ALL;

INSERT INTO attendance
SELECT DISTINCT 'roster/' || code || '/' || coalesce(visited_on, due_on), responsible_id, NULL
FROM roster WHERE came AND responsible_kind = 'official';

INSERT INTO report
SELECT DISTINCT reporting_unit_id, due_on FROM roster
WHERE came IS NOT NULL AND reporting_unit_id IS NOT NULL
EXCEPT SELECT unit_id, day FROM report;
