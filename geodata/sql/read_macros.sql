-- What every question is made of. Created in memory when a snapshot is opened, never stored in it,
-- so that a newer version of this software reads an older snapshot by its own definitions.

-- Whether a row of lineage columns lies in an area; NULL is the root, which holds everything.
CREATE OR REPLACE MACRO lies_in(area, province_code, city_code, county_code, township_code) AS
    area IS NULL OR area IN (province_code, city_code, county_code, township_code);

-- The places that exist on a day.
CREATE OR REPLACE MACRO places_on(day) AS TABLE
    SELECT * FROM place WHERE in_force(day, valid_from, valid_to);

-- Which code a place has on a day, for codes of another time: the one that took over, or the only
-- one there was before.
CREATE OR REPLACE MACRO codes_on(day) AS TABLE
    SELECT old_code AS given, new_code AS code FROM succession
    WHERE NOT is_split AND in_force(day, valid_from, valid_to)
    UNION ALL
    SELECT new_code, min(old_code) FROM succession
    SEMI JOIN (SELECT code FROM place WHERE in_force(day, valid_from, valid_to)) AS there
        ON there.code = old_code
    ANTI JOIN (SELECT code FROM place WHERE in_force(day, valid_from, valid_to)) AS itself
        ON itself.code = new_code
    WHERE NOT is_split AND day <= old_to
    GROUP BY new_code HAVING count(DISTINCT old_code) = 1;

-- Of these the codes that a place has or had alone: what is told of them is told of it.
CREATE OR REPLACE MACRO recoded_on(day) AS TABLE
    SELECT given, code FROM codes_on(day) QUALIFY count(*) OVER (PARTITION BY code) = 1;

-- The places that have an attribute on a day, and the codes of other times that stand for them.
CREATE OR REPLACE MACRO places_with(day, wanted) AS TABLE
    WITH held AS (
        SELECT DISTINCT code FROM place_attribute
        WHERE holds AND attribute = wanted AND in_force(day, valid_from, valid_to)
    )
    SELECT code FROM held
    UNION
    SELECT given FROM codes_on(day) AS moved SEMI JOIN held ON held.code = moved.code;

-- Whether a place is among those asked about: has the attribute on the day, if one is asked for.
CREATE OR REPLACE MACRO has_attribute(place_code, day, wanted) AS
    wanted IS NULL OR place_code IN (SELECT found.code FROM places_with(day, wanted) AS found);

-- The places of some kinds that exist on a day, in an area, with an attribute (NULL: all of them),
-- with their ancestors of that day.
CREATE OR REPLACE MACRO places_at(day, area, kinds, attribute) AS TABLE
    SELECT place.code, place.name, place.kind, place.valid_from,
           province_code, city_code, county_code, township_code
    FROM place JOIN lineage USING (code)
    WHERE list_contains(kinds, place.kind) AND in_force(day, place.valid_from, place.valid_to)
      AND in_force(day, lineage.valid_from, lineage.valid_to)
      AND lies_in(area, province_code, city_code, county_code, township_code)
      AND has_attribute(place.code, day, attribute);

-- The last visit to each place up to a day. A place that took over others, by a recode or a merger,
-- also counts the visits to them; a part of a split begins anew.
CREATE OR REPLACE MACRO last_visits(day) AS TABLE
    SELECT code, max(visited_on) AS last_visit_on
    FROM (
        SELECT target_id AS code, visited_on FROM visit
        WHERE target_kind = 'place' AND visited_on <= day
        UNION ALL
        SELECT new_code, visited_on FROM visit JOIN succession ON old_code = target_id
        WHERE target_kind = 'place' AND NOT is_split AND visited_on <= old_to AND valid_from <= day
    ) GROUP BY code;

-- The ledger at a day: each obligation with its one status, the first that holds; with the visit
-- only where it settles something, for others are not yet known of on that day.
CREATE OR REPLACE MACRO obligation_at(day) AS TABLE
    SELECT * REPLACE (
        CASE WHEN status IN ('done', 'made_up') THEN visit_id END AS visit_id,
        CASE WHEN status IN ('done', 'made_up') THEN settled_on END AS settled_on)
    FROM (
        SELECT *, CASE
            WHEN exempt THEN 'exempt'
            WHEN settled_on <= day AND settled_on <= due_on THEN 'done'
            WHEN settled_on <= day THEN 'made_up'
            WHEN due_on > day THEN 'upcoming'
            WHEN day <= closes_on THEN 'pending'
            WHEN NOT reported THEN 'no_report'
            ELSE 'missed' END AS status
        FROM obligation);

-- The first day of a month, the plan and the money of a project up to the last month that is over
-- and reported. An actual that was not reported is unknown, not zero.
CREATE OR REPLACE MACRO project_progress(day) AS TABLE
    SELECT project_id,
           max(month) FILTER (reported) AS reported_to,
           count(*) FILTER (planned_wan_yuan IS NOT NULL) AS planned_months,
           sum(planned_wan_yuan) FILTER (year(month) = year(day)) AS plan_year_wan_yuan,
           sum(invested_wan_yuan) FILTER (reported AND year(month) = year(day)) AS invested_year_wan_yuan
    FROM (SELECT *, invested_wan_yuan IS NOT NULL AND last_day(month) <= day AS reported
          FROM project_month)
    GROUP BY project_id;

-- The projects known on a day (all of them: a project has no validity), with where they lie.
CREATE OR REPLACE MACRO projects_at(day, area) AS TABLE
    SELECT project.*, lineage.province_code, lineage.city_code, lineage.county_code,
           lineage.township_code
    FROM project
    LEFT JOIN codes_on(day) AS moved ON moved.given = project.place_code
    LEFT JOIN lineage ON lineage.code = coalesce(moved.code, project.place_code)
        AND in_force(day, lineage.valid_from, lineage.valid_to)
    WHERE lies_in(area, province_code, city_code, county_code, township_code);

-- Whether a project is among those asked about: of some levels (all, where none is named), of a
-- chain, on the protected list.
CREATE OR REPLACE MACRO is_asked(level, chain_id, is_protected, levels, chain, protected) AS
    (len(levels) = 0 OR list_contains(levels, level)) AND (chain IS NULL OR chain_id = chain)
    AND (NOT protected OR is_protected);

-- What people answer for besides places, on a day: projects, companies and chains in an area. A
-- chain lies in no area; levels, chain and the protected list cut projects alone.
CREATE OR REPLACE MACRO things_at(day, area, levels, chain, protected) AS TABLE
    SELECT 'project' AS target_kind, project_id AS code, name, province_code, city_code,
           county_code, township_code
    FROM projects_at(day, area)
    WHERE is_asked(level, chain_id, is_protected, levels, chain, protected)
    UNION ALL
    SELECT 'enterprise', enterprise_id, name, province_code, city_code, county_code, township_code
    FROM enterprise
    LEFT JOIN lineage_of() AS lineage ON lineage.given = place_code
        AND in_force(day, lineage.valid_from, lineage.valid_to)
    WHERE lies_in(area, province_code, city_code, county_code, township_code)
    UNION ALL
    SELECT 'chain', chain_id, name, NULL, NULL, NULL, NULL FROM chain WHERE area IS NULL;

-- What was owed by a day, nominally within a window, in an area, for kinds of target, a rule and an
-- attribute of the place: what is no place has none.
-- A window up to the day itself also holds what was due by then and is nominally of a later day, but
-- for a calendar month, which holds its own alone: no month has what another has.
CREATE OR REPLACE MACRO owed_at(day, since, until, area, kinds, rule, unit, attribute) AS TABLE
    SELECT owed.*, target_id AS code
    FROM obligation_at(day) AS owed
    WHERE due_on <= day AND nominal_on >= since
      AND (nominal_on <= until
           OR (until >= day AND NOT (day(since) = 1 AND until = last_day(since))))
      AND (rule IS NULL OR rule_id = rule) AND (unit IS NULL OR unit_id = unit)
      AND list_contains(kinds, kind)
      AND lies_in(area, province_code, city_code, county_code, township_code)
      AND has_attribute(CASE target_kind WHEN 'place' THEN target_id END, day, attribute);

-- Visits missed in a row by each place, back from a day.
CREATE OR REPLACE MACRO streaks_at(day, rule) AS TABLE
    WITH owed AS (
        SELECT target_id, due_on, status FROM obligation_at(day)
        WHERE target_kind = 'place' AND due_on <= day AND (rule IS NULL OR rule_id = rule)
    ),
    settled AS (
        SELECT target_id, max(due_on) AS last_on FROM owed
        WHERE status IN ('done', 'made_up') GROUP BY target_id
    )
    SELECT target_id,
           count(*) FILTER (status = 'missed' AND (last_on IS NULL OR due_on > last_on)) AS amount
    FROM owed LEFT JOIN settled USING (target_id)
    GROUP BY target_id;

-- What each target counts, by day: a thing that is entered counts on the first day, once; counts of
-- a visit (households, talks …) add up. Visits outside the campaign or the area do not count.
CREATE OR REPLACE MACRO target_done(as_of) AS TABLE
    WITH inside AS (
        SELECT target.target_id, measure, visit.target_id AS thing, visited_on, households, talks,
               disputes, matters, suggestions
        FROM target
        JOIN visit ON visited_on BETWEEN begins_on AND least(ends_on, as_of)
        LEFT JOIN enterprise
            ON enterprise_id = CASE visit.target_kind WHEN 'enterprise' THEN visit.target_id END
        LEFT JOIN project
            ON project_id = CASE visit.target_kind WHEN 'project' THEN visit.target_id END
        LEFT JOIN lineage_of() AS lineage
            ON lineage.given = CASE visit.target_kind WHEN 'place' THEN visit.target_id
                                  WHEN 'enterprise' THEN enterprise.place_code
                                  WHEN 'project' THEN project.place_code END
            AND in_force(visited_on, lineage.valid_from, lineage.valid_to)
        WHERE lies_in(area_code, province_code, city_code, county_code, township_code)
          AND CASE measure
              WHEN 'enterprises' THEN target_kind = 'enterprise'
              WHEN 'projects' THEN target_kind = 'project'
              WHEN 'villages' THEN target_kind = 'place' AND lineage.kind = 'village'
              WHEN 'communities' THEN target_kind = 'place' AND lineage.kind = 'community'
              WHEN 'places' THEN target_kind = 'place' AND lineage.kind IN ('village', 'community')
              ELSE true END
    )
    SELECT target_id, min(visited_on) AS day, 1 AS amount FROM inside
    WHERE measure IN ('enterprises', 'projects', 'villages', 'communities', 'places')
    GROUP BY target_id, thing
    UNION ALL
    SELECT target_id, visited_on, sum(CASE measure
               WHEN 'visits' THEN 1 WHEN 'households' THEN coalesce(households, 0)
               WHEN 'talks' THEN coalesce(talks, 0) WHEN 'disputes' THEN coalesce(disputes, 0)
               WHEN 'matters' THEN coalesce(matters, 0) ELSE coalesce(suggestions, 0) END)
    FROM inside
    WHERE measure NOT IN ('enterprises', 'projects', 'villages', 'communities', 'places')
    GROUP BY target_id, visited_on;

-- The last day of a year ('2025') or a month ('2025-06').
CREATE OR REPLACE MACRO period_end(period) AS
    CASE length(period) WHEN 4 THEN make_date(period::INTEGER, 12, 31)
    ELSE last_day((period || '-01')::DATE) END;
-- Matters as they stood at the end of a day, in an area, of one kind, about one kind of target, led
-- by one unit, about a place with an attribute (NULL: all of them). Overdue: open, and the due day in force has passed.
CREATE OR REPLACE MACRO matters_at(day, area, matter, target, unit, attribute) AS TABLE
    SELECT matter_id AS code, title, kind AS matter_kind, target_kind, target_id, state, proposed_on, due_on, closed_on,
           unit_id, is_claimed, is_assigned, is_complex, times_reopened, satisfaction,
           statutory_days, actual_days,
           state <> 'closed' AND coalesce(due_on < day, false) AS is_overdue,
           late_before OR (state <> 'closed' AND coalesce(due_on < day, false)) AS was_late,
           CASE WHEN state <> 'closed' AND due_on < day THEN date_diff('day', due_on, day) END AS days_overdue,
           province_code, city_code, county_code, township_code
    FROM matter_spell
    WHERE first_day <= day AND last_day >= day
      AND (matter IS NULL OR kind = matter) AND (target IS NULL OR target_kind = target)
      AND (unit IS NULL OR unit_id = unit)
      AND lies_in(area, province_code, city_code, county_code, township_code)
      AND has_attribute(CASE target_kind WHEN 'place' THEN target_id END, day, attribute);

-- The matters open at the end of a day and those closed in a window; two scans, so that each skips
-- what is sorted away from it (load/matter.sql).
CREATE OR REPLACE MACRO matters_in_view(day, since, until, area, matter, target, unit, attribute) AS TABLE
    SELECT * FROM matters_at(day, area, matter, target, unit, attribute) WHERE state <> 'closed'
    UNION ALL
    SELECT * FROM matters_at(day, area, matter, target, unit, attribute)
    WHERE state = 'closed' AND closed_on >= since AND closed_on <= until;
