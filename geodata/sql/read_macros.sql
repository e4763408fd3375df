-- What every question is made of. Created in memory when a snapshot is opened, never stored in it,
-- so that a newer version of this software reads an older snapshot by its own definitions.

-- The last day that a scope knows of: that at whose end it is told, but for a day to come.
CREATE OR REPLACE MACRO known_in(scope) AS least((scope).as_of, (scope).known_on);

-- Whether a row of lineage columns lies in an area; NULL is the root, which holds everything.
CREATE OR REPLACE MACRO lies_in(area, province_code, city_code, county_code, township_code) AS
    area IS NULL OR area IN (province_code, city_code, county_code, township_code);

-- The places that exist on a day.
CREATE OR REPLACE MACRO places_on(day) AS TABLE
    SELECT * FROM place WHERE in_force(day, valid_from, valid_to);

-- Who answers for something, by name: officials and units.
CREATE OR REPLACE MACRO responsibles() AS TABLE
    SELECT 'official' AS responsible_kind, official_id AS responsible_id, name FROM official
    UNION ALL SELECT 'unit', unit_id, name FROM unit;

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

-- Under which code each area that is gone by a day, or not there yet, stands on it.
CREATE OR REPLACE MACRO areas_on(day) AS TABLE
    SELECT given, min(codes.code) AS code FROM codes_on(day) AS codes
    SEMI JOIN (SELECT code FROM place WHERE kind IN ('province', 'city', 'county', 'township')) AS known
        ON known.code = given
    GROUP BY given HAVING count(DISTINCT codes.code) = 1;

CREATE OR REPLACE MACRO asked_areas(day, area) AS TABLE
    SELECT coalesce(moved.code, asked.code) AS code
    FROM (SELECT area AS code) AS asked LEFT JOIN areas_on(day) AS moved ON moved.given = asked.code;

-- Whether a row of lineage columns lies in an area that may be named by a code of another time.
CREATE OR REPLACE MACRO lies_on(day, area, province_code, city_code, county_code, township_code) AS
    area IS NULL OR province_code IN (FROM asked_areas(day, area)) OR city_code IN (FROM asked_areas(day, area))
    OR county_code IN (FROM asked_areas(day, area)) OR township_code IN (FROM asked_areas(day, area));

-- Where places lay on every day, told by the codes that the areas have on one: what lay in an area
-- that was taken over since lies in its successor, so that areas add up to the whole.
CREATE OR REPLACE MACRO lineage_told(day) AS TABLE
    SELECT lineage.* REPLACE (
        coalesce(province.code, province_code) AS province_code, coalesce(city.code, city_code) AS city_code,
        coalesce(county.code, county_code) AS county_code, coalesce(township.code, township_code) AS township_code)
    FROM lineage
    LEFT JOIN areas_on(day) AS province ON province.given = province_code
    LEFT JOIN areas_on(day) AS city ON city.given = city_code
    LEFT JOIN areas_on(day) AS county ON county.given = county_code
    LEFT JOIN areas_on(day) AS township ON township.given = township_code;

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

-- The places of some kinds that exist on a day, in an area (NULL: all of them), with their ancestors
-- of that day.
CREATE OR REPLACE MACRO places_of(day, area, kinds) AS TABLE
    SELECT place.code, place.name, place.kind, place.valid_from,
           province_code, city_code, county_code, township_code
    FROM place JOIN lineage USING (code)
    WHERE list_contains(kinds, place.kind) AND in_force(day, place.valid_from, place.valid_to)
      AND in_force(day, lineage.valid_from, lineage.valid_to)
      AND lies_on(day, area, province_code, city_code, county_code, township_code);

-- The places in scope.
CREATE OR REPLACE MACRO places_at(scope) AS TABLE
    SELECT * FROM places_of((scope).as_of, (scope).area, (scope).kinds)
    WHERE has_attribute(code, (scope).as_of, (scope).attribute);

-- As below, on a day to come, if nobody goes anywhere after the last one known.
CREATE OR REPLACE MACRO last_visits_if(day, known) AS TABLE
    SELECT code, max(visited_on) AS last_visit_on
    FROM (
        SELECT target_id AS code, visited_on FROM visit
        WHERE target_kind = 'place' AND visited_on <= known
        UNION ALL
        SELECT new_code, visited_on FROM visit JOIN succession ON old_code = target_id
        WHERE target_kind = 'place' AND NOT is_split AND visited_on <= old_to AND visited_on <= known
          AND valid_from <= day
    ) GROUP BY code;

-- The last visit to each place up to a day (things_visited: to each project, company or chain). A place that took over others, by a recode or a merger,
-- also counts the visits to them; a part of a split begins anew.
CREATE OR REPLACE MACRO last_visits(day) AS TABLE FROM last_visits_if(day, day);

-- The day of a visit as lists tell it: of some the month alone is known.
CREATE OR REPLACE MACRO day_of_visit(visited_on, is_month_only) AS
    CASE WHEN is_month_only THEN strftime(visited_on, '%Y-%m') ELSE visited_on::VARCHAR END;

-- Each visit with the days it counts on (load/visit_day.sql); a snapshot older than that table
-- knows the day of the visit alone.
CREATE OR REPLACE MACRO visit_days() AS TABLE
    SELECT visit_id, target_kind, target_id, visited_on, counts_on,
           coalesce(counts_to, counts_on) AS counts_to FROM visit_day
    UNION ALL
    SELECT visit_id, target_kind, target_id, visited_on, visited_on, visited_on FROM visit
    WHERE NOT EXISTS (FROM visit_day);

-- The visits that count in the period of a scope as far as the day known tells, each once for every place
-- it counts for, under its code at the period's end: in a month or span by the days that visits count on,
-- in a round by the days of its window; a visit of which the month alone is known where that lies in it as
-- a whole.
CREATE OR REPLACE MACRO visits_in(scope) AS TABLE
    WITH came AS (
        SELECT visit_id, target_id, visited_on FROM visit_days()
        WHERE target_kind = 'place' AND visited_on <= (scope).known_on
          AND CASE WHEN (scope).in_round
                   THEN visited_on >= (scope).since AND greatest(visited_on, counts_to) <= (scope).as_of
                   ELSE counts_on >= (scope).nominal_since AND counts_to <= (scope).nominal_until END
    )
    SELECT visit_id, target_id AS code FROM came
    UNION
    SELECT visit_id, new_code FROM came JOIN succession ON old_code = target_id
    WHERE NOT is_split AND visited_on <= old_to AND valid_from <= (scope).as_of;

-- The visits that count in the period of a scope and may be asked about, to places of its kinds in the whole
-- city: what is alike or far apart does not end at the border of an area.
CREATE OR REPLACE MACRO visits_checked(scope) AS TABLE
    SELECT visit.visit_id, place.code, place.name, place.kind, province_code, city_code, county_code, township_code,
           visited_on, is_month_only, distance_m, talks, households, disputes, matters, suggestions,
           coalesce(talks, 0) + coalesce(households, 0) + coalesce(disputes, 0) + coalesce(matters, 0)
               + coalesce(suggestions, 0) AS counted,
           coalesce(disputes, 0) + coalesce(matters, 0) + coalesce(suggestions, 0) AS found
    FROM visits_in(scope) AS counting
    JOIN places_of((scope).as_of, NULL::VARCHAR, (scope).kinds) AS place ON place.code = counting.code
    JOIN visit ON visit.visit_id = counting.visit_id;

-- The places visited in the period of a scope.
CREATE OR REPLACE MACRO visited_in(scope) AS TABLE SELECT DISTINCT code FROM visits_in(scope);
CREATE OR REPLACE MACRO things_visited(day) AS TABLE
    SELECT target_kind, target_id, max(visited_on) AS last_visit_on FROM visit
    WHERE target_kind <> 'place' AND visited_on <= day GROUP BY ALL;

-- As below, on a day to come, if nobody goes anywhere after the last one known, and whoever can still report
-- on that one does.
CREATE OR REPLACE MACRO obligation_if(day, known) AS TABLE
    SELECT * REPLACE (
        CASE WHEN status IN ('done', 'made_up') THEN visit_id END AS visit_id,
        CASE WHEN status IN ('done', 'made_up') THEN settled_on END AS settled_on)
    FROM (
        SELECT *, CASE
            WHEN exempt THEN 'exempt'
            WHEN settled_on <= known AND settled_on <= due_on THEN 'done'
            WHEN settled_on <= known THEN 'made_up'
            WHEN due_on > day THEN 'upcoming'
            WHEN day <= closes_on THEN 'pending'
            WHEN NOT reported AND closes_on < known THEN 'no_report'
            ELSE 'missed' END AS status
        FROM obligation);

-- The ledger at a day: each obligation with its one status, the first that holds; with the visit
-- only where it settles something, for others are not yet known of on that day.
CREATE OR REPLACE MACRO obligation_at(day) AS TABLE FROM obligation_if(day, day);

-- The ledger at a day, where it lay told by the codes that the areas have on another (lineage_told).
CREATE OR REPLACE MACRO ledger_at(known_on, day) AS TABLE
    SELECT owed.* REPLACE (
        coalesce(province.code, province_code) AS province_code, coalesce(city.code, city_code) AS city_code,
        coalesce(county.code, county_code) AS county_code, coalesce(township.code, township_code) AS township_code)
    FROM obligation_at(known_on) AS owed
    LEFT JOIN areas_on(day) AS province ON province.given = province_code
    LEFT JOIN areas_on(day) AS city ON city.given = city_code
    LEFT JOIN areas_on(day) AS county ON county.given = county_code
    LEFT JOIN areas_on(day) AS township ON township.given = township_code;

-- The first day of a month, the plan and the money of a project up to the last month that is over
-- and reported. An actual that was not reported is unknown, not zero: where a month with a plan is
-- missing before the last that was reported (missed_months), nobody knows what was invested in all.
CREATE OR REPLACE MACRO project_progress(day) AS TABLE
    SELECT project_id,
           max(month) FILTER (reported) AS reported_to,
           count(*) FILTER (planned_wan_yuan IS NOT NULL) AS planned_months,
           sum(planned_wan_yuan) FILTER (year(month) = year(day)) AS plan_year_wan_yuan,
           count(*) FILTER (missed) AS missed_months,
           CASE WHEN count(*) FILTER (missed AND year(month) = year(day)) = 0
                THEN sum(invested_wan_yuan) FILTER (reported AND year(month) = year(day))
           END AS invested_year_wan_yuan
    FROM (SELECT *, coalesce(planned_wan_yuan > 0 AND invested_wan_yuan IS NULL
                    AND month < max(month) FILTER (reported) OVER (PARTITION BY project_id), false) AS missed
          FROM (SELECT *, invested_wan_yuan IS NOT NULL AND last_day(month) <= day AS reported
                FROM project_month))
    GROUP BY project_id;

-- The projects known on a day (all of them: a project has no validity), with where they lie.
CREATE OR REPLACE MACRO projects_of(day, area) AS TABLE
    SELECT project.*, lineage.province_code, lineage.city_code, lineage.county_code,
           lineage.township_code
    FROM project
    LEFT JOIN codes_on(day) AS moved ON moved.given = project.place_code
    LEFT JOIN lineage ON lineage.code = coalesce(moved.code, project.place_code)
        AND in_force(day, lineage.valid_from, lineage.valid_to)
    WHERE lies_on(day, area, province_code, city_code, county_code, township_code);

-- The projects in scope: of some levels (all, where none is named), of a chain, on the protected list.
CREATE OR REPLACE MACRO projects_at(scope) AS TABLE
    SELECT * FROM projects_of((scope).as_of, (scope).area)
    WHERE (len((scope).levels) = 0 OR list_contains((scope).levels, level))
      AND ((scope).chain IS NULL OR chain_id = (scope).chain) AND (NOT (scope).protected OR is_protected);

-- What people answer for besides places: projects, companies and chains in scope. A chain lies in no
-- area; levels, chain and the protected list cut projects alone.
CREATE OR REPLACE MACRO things_at(scope) AS TABLE
    SELECT 'project' AS target_kind, project_id AS code, name, province_code, city_code,
           county_code, township_code
    FROM projects_at(scope)
    UNION ALL
    SELECT 'enterprise', enterprise_id, name, province_code, city_code, county_code, township_code
    FROM enterprise
    LEFT JOIN lineage_of() AS lineage ON lineage.given = place_code
        AND in_force((scope).as_of, lineage.valid_from, lineage.valid_to)
    WHERE lies_on((scope).as_of, (scope).area, province_code, city_code, county_code, township_code)
    UNION ALL
    SELECT 'chain', chain_id, name, NULL, NULL, NULL, NULL FROM chain WHERE (scope).area IS NULL;

-- What is owed a visit, by its name on a day.
CREATE OR REPLACE MACRO target_names(day) AS TABLE
    SELECT 'place' AS target_kind, code AS target_id, name FROM place_names(day)
    UNION ALL SELECT 'project', project_id, name FROM project
    UNION ALL SELECT 'enterprise', enterprise_id, name FROM enterprise
    UNION ALL SELECT 'chain', chain_id, name FROM chain;

-- What was owed in scope by the day known, nominally within the period, whatever the rule and unit: of
-- what is no place nothing, where an attribute is asked for.
CREATE OR REPLACE MACRO owed_by_any_rule(scope) AS TABLE
    SELECT owed.*, target_id AS code
    FROM ledger_at((scope).known_on, (scope).as_of) AS owed
    WHERE due_on <= (scope).known_on AND nominal_on BETWEEN (scope).nominal_since AND (scope).nominal_until
      AND list_contains((scope).kinds, kind)
      AND lies_on((scope).as_of, (scope).area, province_code, city_code, county_code, township_code)
      AND has_attribute(CASE target_kind WHEN 'place' THEN target_id END, (scope).as_of, (scope).attribute);

-- The places to which a visit was owed in scope, under their codes at its end: whether nobody reported one,
-- and whether the window of one is open, so that it may have been or still come.
CREATE OR REPLACE MACRO untold_in(scope) AS TABLE
    SELECT coalesce(moved.code, target_id) AS code, bool_or(status = 'no_report') AS unreported,
           bool_or(status = 'pending') AS open
    FROM owed_by_any_rule(scope)
    LEFT JOIN codes_on((scope).as_of) AS moved ON moved.given = target_id
    WHERE target_kind = 'place' GROUP BY 1;

-- What was owed in scope.
CREATE OR REPLACE MACRO owed_at(scope) AS TABLE
    SELECT * FROM owed_by_any_rule(scope)
    WHERE ((scope).rule IS NULL OR rule_id = (scope).rule) AND ((scope).unit IS NULL OR unit_id = (scope).unit);

-- The whole ledger in the area of a scope, past and to come, as it stands on the day known.
CREATE OR REPLACE MACRO ledger_in(scope) AS TABLE
    SELECT * FROM ledger_at((scope).known_on, (scope).known_on)
    WHERE lies_on((scope).known_on, (scope).area, province_code, city_code, county_code, township_code)
      AND has_attribute(CASE target_kind WHEN 'place' THEN target_id END, (scope).known_on, (scope).attribute);

-- Visits missed in a row by each target, back from a day: dates, however many people owed one. NULL
-- where nobody reported the last date that is over: a visit then would have ended the streak.
CREATE OR REPLACE MACRO streaks_at(day, rule) AS TABLE
    WITH owed AS (
        SELECT target_kind, target_id, due_on, bool_or(status = 'missed') AS missed,
               bool_or(status IN ('done', 'made_up')) AS settled, bool_or(status = 'no_report') AS unreported
        FROM obligation_at(day)
        WHERE due_on <= day AND (rule IS NULL OR rule_id = rule)
        GROUP BY ALL
    )
    SELECT target_kind, target_id,
           CASE WHEN coalesce(arg_max(missed OR settled, due_on) FILTER (missed OR settled OR unreported), true)
                THEN count(*) FILTER (missed AND (last_on IS NULL OR due_on > last_on)) END AS amount
    FROM (SELECT *, max(due_on) FILTER (settled) OVER (PARTITION BY target_kind, target_id) AS last_on
          FROM owed)
    GROUP BY ALL;

-- Whom each rule finds on a day, though it may have no date that is known, and until when.
CREATE OR REPLACE MACRO found_at(day) AS TABLE
    SELECT rule_id, target_id AS code,
           max(least(coalesce(pairing.valid_to, DATE '9999-12-31'), coalesce(holds_to, DATE '9999-12-31'))) AS last_day
    FROM rule
    JOIN pairing USING (role)
    LEFT JOIN (SELECT official_id, tier, rank, valid_to AS holds_to, in_force(day, valid_from, valid_to) AS holds
               FROM posting) AS post
        ON post.official_id = CASE WHEN responsible_kind = 'official' THEN responsible_id END
    WHERE target_kind = 'place' AND in_force(day, pairing.valid_from, pairing.valid_to)
      AND (responsible_kind = 'unit'
           OR (holds AND (rule.tier IS NULL OR post.tier = rule.tier)
               AND (rule.rank IS NULL OR rank_order(post.rank) >= rank_order(rule.rank)))
           OR (post.official_id IS NULL AND rule.tier IS NULL AND rule.rank IS NULL))
    GROUP BY ALL;

-- The places for which something is still to come although no calendar tells its day.
CREATE OR REPLACE MACRO coming_at(day) AS TABLE
    SELECT DISTINCT place.code
    FROM places_on(day) AS place
    JOIN found_at(day) AS found ON found.code = place.code
    JOIN rule ON rule.rule_id = found.rule_id
    JOIN rule_unknown_year AS unknown ON unknown.rule_id = found.rule_id
    WHERE year >= year(day) AND last_day >= make_date(year, 1, 1) AND list_contains(targets, place.kind);

-- As below, on a day to come, if nobody goes anywhere after the last one known.
CREATE OR REPLACE MACRO words_if(day, known, threshold) AS TABLE
    SELECT owed.code, fallen_due, pending, upcoming,
           coalesce(last_closed.status = 'no_report', false) AND coalesce(last_visit_on < last_closed.opens_on, true)
               AND (upcoming > 0 OR pending > 0 OR coming.code IS NOT NULL
                    OR date_diff('day', last_closed.closes_on, day) <= threshold) AS is_unheard
    FROM (SELECT target_id AS code,
                 arg_max({'status': status, 'opens_on': opens_on, 'closes_on': closes_on},
                         (due_on, status <> 'no_report', rule_id, responsible_id))
                     FILTER (closes_on < day) AS last_closed,
                 count(*) FILTER (due_on <= day) AS fallen_due, count(*) FILTER (status = 'pending') AS pending,
                 count(*) FILTER (due_on > day) AS upcoming
          FROM obligation_if(day, known) WHERE target_kind = 'place' AND status <> 'exempt'
          GROUP BY target_id) AS owed
    LEFT JOIN last_visits_if(day, known) AS seen ON seen.code = owed.code
    LEFT JOIN coming_at(day) AS coming ON coming.code = owed.code;

-- What each place owed and owes by a day, exempt ones aside: how many have fallen due, are open, to come;
-- and whether the last word is that nobody reported (of several on one day, one that is known of speaks for
-- the place) and nobody visited since, so that whether and when anybody came is not known. Where nothing is
-- open or to come that ends after the threshold, in days.
CREATE OR REPLACE MACRO words_at(day, threshold) AS TABLE FROM words_if(day, day, threshold);

CREATE OR REPLACE MACRO unheard_at(day) AS TABLE
    SELECT code FROM words_at(day, (SELECT neglected_days FROM city)) WHERE is_unheard;

-- Whether anybody told what a target counts: a visit of that kind, a number in that column.
CREATE OR REPLACE MACRO measure_given(measure) AS CASE measure
    WHEN 'enterprises' THEN EXISTS (FROM visit WHERE target_kind = 'enterprise')
    WHEN 'projects' THEN EXISTS (FROM visit WHERE target_kind = 'project')
    WHEN 'visits' THEN EXISTS (FROM visit)
    WHEN 'households' THEN EXISTS (FROM visit WHERE households IS NOT NULL)
    WHEN 'talks' THEN EXISTS (FROM visit WHERE talks IS NOT NULL)
    WHEN 'disputes' THEN EXISTS (FROM visit WHERE disputes IS NOT NULL)
    WHEN 'matters' THEN EXISTS (FROM visit WHERE matters IS NOT NULL)
    WHEN 'suggestions' THEN EXISTS (FROM visit WHERE suggestions IS NOT NULL)
    ELSE EXISTS (FROM visit WHERE target_kind = 'place') END;

-- What each target counts, by day: a thing that is entered counts on the first day, once; counts of
-- a visit (households, talks …) add up. Visits outside the campaign or the area do not count.
CREATE OR REPLACE MACRO target_done(as_of) AS TABLE
    WITH inside AS (
        SELECT target.target_id, measure, visit.target_id AS thing, visited_on, households, talks,
               disputes, matters, suggestions
        FROM target
        JOIN visit ON visited_on BETWEEN begins_on AND least(ends_on, as_of)
            AND (NOT is_month_only OR last_day(visited_on) <= ends_on)
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

-- The first day that a table of states speaks of; NULL where a row without a first day speaks of any.
CREATE OR REPLACE MACRO first_day(valid_from) AS
    CASE WHEN count(*) = count(valid_from) THEN min(valid_from) END;

-- The last day of a year ('2025') or a month ('2025-06').
CREATE OR REPLACE MACRO period_end(period) AS
    CASE length(period) WHEN 4 THEN make_date(period::INTEGER, 12, 31)
    ELSE last_day((period || '-01')::DATE) END;

-- What one workday owed, as it stands by the day known, exemptions left out.
CREATE OR REPLACE MACRO owed_on(day, scope) AS TABLE
    SELECT * FROM ledger_in(scope) WHERE due_on = day AND status <> 'exempt';

-- When anybody was last where one workday owed a visit, inside the window of each rule; told only of
-- what is not settled, it is somebody else.
CREATE OR REPLACE MACRO others_on(day, known_on) AS TABLE
    SELECT rule_id, due_on, target_kind, target_id, max(visited_on) AS others_on
    FROM (SELECT DISTINCT rule_id, due_on, target_kind, target_id, opens_on, closes_on FROM obligation
          WHERE due_on = day)
    JOIN visit USING (target_kind, target_id)
    WHERE visited_on BETWEEN opens_on AND least(closes_on, known_on) AND NOT is_month_only
    GROUP BY ALL;

-- Whether a matter in a state is open for certain: of 'unknown' it is only certain that it was closed
-- some day, so it is neither open nor overdue (docs/matters.md).
CREATE OR REPLACE MACRO is_open(state) AS state NOT IN ('closed', 'unknown');

-- Matters as they stood at the end of a day. Overdue: open, and the due day in force has passed.
CREATE OR REPLACE MACRO matters_on(day) AS TABLE
    SELECT matter_id AS code, title, kind AS matter_kind, target_kind, target_id, state, proposed_on, due_on, closed_on,
           unit_id, is_claimed, is_assigned, is_complex, times_reopened, satisfaction,
           statutory_days, actual_days,
           is_open(state) AND coalesce(due_on < day, false) AS is_overdue,
           late_before OR (is_open(state) AND coalesce(due_on < day, false))
               OR CASE WHEN state = 'unknown' OR (state = 'closed' AND closed_on IS NULL) THEN NULL ELSE false END AS was_late,
           CASE WHEN is_open(state) AND due_on < day THEN date_diff('day', due_on, day) END AS days_overdue,
           coalesce(province.code, province_code) AS province_code, coalesce(city.code, city_code) AS city_code,
           coalesce(county.code, county_code) AS county_code, coalesce(township.code, township_code) AS township_code
    FROM matter_spell
    LEFT JOIN areas_on(day) AS province ON province.given = province_code
    LEFT JOIN areas_on(day) AS city ON city.given = city_code
    LEFT JOIN areas_on(day) AS county ON county.given = county_code
    LEFT JOIN areas_on(day) AS township ON township.given = township_code
    WHERE first_day <= day AND last_day >= day;

-- The matters in scope: in its area, of one kind, about one kind of target, led by one unit, about a
-- place with an attribute.
CREATE OR REPLACE MACRO matters_at(scope) AS TABLE
    SELECT * FROM matters_on((scope).as_of)
    WHERE ((scope).matter IS NULL OR matter_kind = (scope).matter)
      AND ((scope).target IS NULL OR target_kind = (scope).target)
      AND ((scope).unit IS NULL OR unit_id = (scope).unit)
      AND lies_on((scope).as_of, (scope).area, province_code, city_code, county_code, township_code)
      AND has_attribute(CASE target_kind WHEN 'place' THEN target_id END, (scope).as_of, (scope).attribute);

-- The matters in scope that are open at its end and those closed in its window, and of the matters raised
-- in it those closed nobody knows when; two scans, so that each skips what is sorted away from it
-- (load/matter.sql).
CREATE OR REPLACE MACRO matters_in_view(scope) AS TABLE
    SELECT * FROM matters_at(scope)
    WHERE state <> 'closed'
      AND (state <> 'unknown' OR (proposed_on >= (scope).since AND proposed_on <= (scope).as_of))
    UNION ALL
    SELECT * FROM matters_at(scope)
    WHERE state = 'closed' AND coalesce(closed_on, proposed_on) >= (scope).since
      AND coalesce(closed_on, proposed_on) <= (scope).as_of;
