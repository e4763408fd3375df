-- The tables of a snapshot. Codes are text; dates are inclusive and NULL is open-ended;
-- geometry is EPSG:4490, longitude first; money is wan yuan (10,000 yuan), exact decimals.

CREATE TABLE city (            -- one row: what this snapshot is about
    code VARCHAR NOT NULL, name VARCHAR NOT NULL, kind VARCHAR NOT NULL,
    licence VARCHAR, loaded_at TIMESTAMP NOT NULL, data_to DATE,
    kinds VARCHAR[] NOT NULL,               -- kinds of place that are to be visited
    reports_inferred BOOLEAN NOT NULL,      -- no reports were given: a visit stands for one
    neglected_days INTEGER NOT NULL,
    behind_ratio DOUBLE NOT NULL, ahead_ratio DOUBLE NOT NULL
);

CREATE TABLE place (
    code VARCHAR NOT NULL, name VARCHAR NOT NULL,
    kind VARCHAR NOT NULL CHECK (kind IN
        ('province', 'city', 'county', 'township', 'village', 'community', 'grid')),
    parent_code VARCHAR, valid_from DATE, valid_to DATE,
    lon DOUBLE, lat DOUBLE,                 -- a point given where there is no polygon
    geometry GEOMETRY('EPSG:4490'),
    geometry_source VARCHAR NOT NULL DEFAULT 'none' CHECK (geometry_source IN
        ('surveyed', 'estimated', 'dissolved', 'none'))
);
CREATE TABLE alias (           -- what a name means, inside a place or everywhere
    name VARCHAR NOT NULL, code VARCHAR, within_code VARCHAR,
    official_id VARCHAR, official_name VARCHAR, unit_name VARCHAR    -- of a person, instead of a place
);
CREATE TABLE place_attribute ( -- what a place is besides (registered-poor …), and when
    code VARCHAR NOT NULL, attribute VARCHAR NOT NULL,
    holds BOOLEAN NOT NULL,                 -- false: it was said not to be so
    valid_from DATE, valid_to DATE, note VARCHAR,
    undated BOOLEAN NOT NULL DEFAULT false              -- no file gave these days: loads did
);
CREATE TABLE geometry_problem ( -- faults of shapes, found at load: reported, never mended in silence
    kind VARCHAR NOT NULL CHECK (kind IN
        ('repaired', 'overlap', 'gap', 'sliver', 'outside_parent', 'hole', 'duplicate',
         'point_outside_parent', 'point_in_sibling', 'point_shared', 'undrawn')),
    code VARCHAR NOT NULL,                  -- of the place; of the parent for a gap
    other_code VARCHAR,                     -- the other place, or the parent
    source VARCHAR,                         -- in city.toml, that brought the shape
    area_m2 DOUBLE,                         -- of the fault, on the ellipsoid; NULL for a point
    share DOUBLE,                           -- of the smaller place; of the parent for a gap
    detail VARCHAR,                         -- of a repair: m² before → after; of a sliver: what of
    geometry GEOMETRY('EPSG:4490'),
    number INTEGER                          -- 1 is the largest
);
CREATE TABLE lineage (         -- the ancestors of each place, itself included, from day to day
    code VARCHAR NOT NULL, kind VARCHAR NOT NULL, valid_from DATE, valid_to DATE,
    province_code VARCHAR, city_code VARCHAR, county_code VARCHAR, township_code VARCHAR,
    village_code VARCHAR, community_code VARCHAR, grid_code VARCHAR
);

CREATE TABLE place_overlap (   -- how layers beside each other lie over each other, on the load day
    code VARCHAR NOT NULL, other_code VARCHAR NOT NULL,
    kind VARCHAR NOT NULL, other_kind VARCHAR NOT NULL,
    area_m2 DOUBLE NOT NULL,                -- that both have, on the ellipsoid
    share DOUBLE NOT NULL, other_share DOUBLE NOT NULL  -- of the area of either, 0 to 1
);

CREATE TABLE place_search (    -- what each name can be looked up by: spellings, each after a space
    name VARCHAR NOT NULL, spellings VARCHAR NOT NULL
);
CREATE TABLE place_change (    -- what became of a code, as a person confirmed it
    old_code VARCHAR NOT NULL, new_code VARCHAR NOT NULL,
    change VARCHAR NOT NULL CHECK (change IN ('rename', 'recode', 'merge', 'split')),
    on_date DATE NOT NULL, confirmed BOOLEAN, why VARCHAR
);
CREATE TABLE succession (      -- which place a code that is gone stands for, and on which days
    old_code VARCHAR NOT NULL, new_code VARCHAR NOT NULL, is_split BOOLEAN NOT NULL,
    old_to DATE NOT NULL,                   -- the last day of the old place
    valid_from DATE NOT NULL, valid_to DATE
);

CREATE TABLE unit (unit_id VARCHAR NOT NULL, name VARCHAR NOT NULL, place_code VARCHAR);
CREATE TABLE official (official_id VARCHAR NOT NULL, name VARCHAR NOT NULL);
CREATE TABLE posting (
    official_id VARCHAR NOT NULL, unit_id VARCHAR NOT NULL,
    tier VARCHAR CHECK (tier IN ('city', 'county', 'township')),  -- NULL: known by name alone
    rank VARCHAR CHECK (rank IN ('staff', 'township', 'county', 'city', 'province')),
    valid_from DATE, valid_to DATE,
    undated BOOLEAN NOT NULL DEFAULT false              -- no file gave these days: loads did
);
CREATE TABLE pairing (
    responsible_kind VARCHAR NOT NULL CHECK (responsible_kind IN ('official', 'unit')),
    responsible_id VARCHAR NOT NULL,
    target_kind VARCHAR NOT NULL CHECK (target_kind IN
        ('place', 'project', 'enterprise', 'chain')),
    target_id VARCHAR NOT NULL,
    role VARCHAR NOT NULL, valid_from DATE, valid_to DATE,
    undated BOOLEAN NOT NULL DEFAULT false              -- no file gave these days: loads did
);

CREATE TABLE visit (
    visit_id VARCHAR NOT NULL,
    target_kind VARCHAR NOT NULL CHECK (target_kind IN
        ('place', 'project', 'enterprise', 'chain')),
    target_id VARCHAR NOT NULL, visited_on DATE NOT NULL,
    is_month_only BOOLEAN NOT NULL DEFAULT false,       -- of the day the month alone is known: its first day
    talks INTEGER, households INTEGER, disputes INTEGER, matters INTEGER, suggestions INTEGER,
    note VARCHAR,                           -- what came of it in words, without residents' data
    lon DOUBLE, lat DOUBLE,
    distance_m DOUBLE,                      -- from the point to the place's polygon; 0 inside
    from_roster BOOLEAN NOT NULL DEFAULT false,         -- follows from `roster`, no file gave it
    source_file VARCHAR                     -- that gave the row in whichever load, # digits of its SHA-256
);
CREATE TABLE attendance (
    visit_id VARCHAR NOT NULL, official_id VARCHAR NOT NULL, on_behalf_of VARCHAR,
    from_roster BOOLEAN NOT NULL DEFAULT false,
    from_visit BOOLEAN NOT NULL DEFAULT false,          -- the row of the visit named the official
    source_file VARCHAR
);
CREATE TABLE doubt_threshold ( -- where city.toml says from where on a visit is asked about
    rule VARCHAR NOT NULL, amount DOUBLE NOT NULL
);
CREATE TABLE dismissal (       -- visits that a rule asks about and somebody has an answer for
    visit_id VARCHAR NOT NULL, rule VARCHAR NOT NULL, reason VARCHAR NOT NULL,
    dismissed_by VARCHAR, dismissed_on DATE
);
CREATE TABLE report (
    unit_id VARCHAR NOT NULL, day DATE NOT NULL, from_roster BOOLEAN NOT NULL DEFAULT false,
    source_file VARCHAR
);
CREATE TABLE roster (          -- rosters filled in and handed back, before they became visits
    rule_id VARCHAR NOT NULL, due_on DATE NOT NULL, responsible_kind VARCHAR NOT NULL,
    responsible_id VARCHAR NOT NULL, target_kind VARCHAR NOT NULL DEFAULT 'place',
    code VARCHAR NOT NULL, reporting_unit_id VARCHAR,
    came BOOLEAN, visited_on DATE,
    talks INTEGER, households INTEGER, disputes INTEGER, matters INTEGER, suggestions INTEGER,
    source_file VARCHAR
);
CREATE TABLE exemption (
    subject_kind VARCHAR NOT NULL CHECK (subject_kind IN
        ('official', 'unit', 'place', 'project', 'enterprise', 'chain')),
    subject_id VARCHAR NOT NULL, valid_from DATE, valid_to DATE, reason VARCHAR,
    undated BOOLEAN NOT NULL DEFAULT false              -- no file gave these days: loads did
);
CREATE TABLE calendar_override (
    day DATE NOT NULL, working BOOLEAN NOT NULL, public_holiday BOOLEAN NOT NULL
);

CREATE TABLE rule (
    rule_id VARCHAR NOT NULL, tier VARCHAR, rank VARCHAR, role VARCHAR NOT NULL,
    targets VARCHAR[] NOT NULL, schedule VARCHAR NOT NULL,
    shift VARCHAR NOT NULL, shift_when VARCHAR NOT NULL,
    early_days INTEGER NOT NULL, makeup_days INTEGER NOT NULL, opens VARCHAR NOT NULL,
    reported_by VARCHAR NOT NULL, valid_from DATE, valid_to DATE, name VARCHAR
);
CREATE TABLE rule_date (
    rule_id VARCHAR NOT NULL, nominal_on DATE NOT NULL, due_on DATE NOT NULL,
    opens_on DATE NOT NULL, closes_on DATE NOT NULL
);
CREATE TABLE rule_unknown_year (rule_id VARCHAR NOT NULL, year INTEGER NOT NULL);
CREATE TABLE obligation (      -- one row for each visit owed; its status is asked at a date
    rule_id VARCHAR NOT NULL, responsible_kind VARCHAR NOT NULL, responsible_id VARCHAR NOT NULL,
    target_kind VARCHAR NOT NULL, target_id VARCHAR NOT NULL,
    nominal_on DATE NOT NULL, due_on DATE NOT NULL, opens_on DATE NOT NULL,
    closes_on DATE NOT NULL,
    exempt BOOLEAN NOT NULL,
    visit_id VARCHAR, settled_on DATE,      -- the earliest visit in the window that settles it
    reported BOOLEAN NOT NULL,              -- the reporting unit has reported for due_on
    kind VARCHAR NOT NULL,                  -- of the target on due_on
    unit_id VARCHAR,                        -- of the responsible on due_on
    province_code VARCHAR, city_code VARCHAR, county_code VARCHAR, township_code VARCHAR
);

CREATE TABLE visit_day (       -- the days a visit counts on: nominal ones of what it settles, or its own
    visit_id VARCHAR NOT NULL, target_kind VARCHAR NOT NULL, target_id VARCHAR NOT NULL,
    visited_on DATE NOT NULL, counts_on DATE NOT NULL,
    counts_to DATE NOT NULL     -- the last day that it may have been on: that of its month, or the same
);

CREATE TABLE project (
    project_id VARCHAR NOT NULL, name VARCHAR NOT NULL, category VARCHAR, place_code VARCHAR,
    unit_id VARCHAR, official_id VARCHAR, lon DOUBLE, lat DOUBLE,
    planned_start_on DATE, started_on DATE, planned_finish_on DATE, finished_on DATE,
    stopped_on DATE, stop_reason VARCHAR, investment_wan_yuan DECIMAL(20, 6),
    level VARCHAR CHECK (level IN ('province', 'city', 'county', 'township')),
    chain_id VARCHAR, task_force VARCHAR, is_protected BOOLEAN NOT NULL DEFAULT false, link VARCHAR,
    stands_at VARCHAR, difficulty VARCHAR,  -- 形象进度, 存在问题: words, without residents' data
    geometry GEOMETRY                       -- its polygon, where one was given
);
CREATE TABLE project_month (
    project_id VARCHAR NOT NULL, month DATE NOT NULL,   -- its first day
    planned_wan_yuan DECIMAL(20, 6), invested_wan_yuan DECIMAL(20, 6)
);

CREATE TABLE matter (          -- what was raised; the dates are those of its file, see matter_event
    matter_id VARCHAR NOT NULL,
    kind VARCHAR NOT NULL CHECK (kind IN
        ('problem', 'practical', 'micro', 'livelihood', 'risk', 'call', 'service')),
    target_kind VARCHAR NOT NULL CHECK (target_kind IN
        ('place', 'project', 'enterprise', 'chain')),
    target_id VARCHAR NOT NULL, title VARCHAR NOT NULL, category VARCHAR,
    handling VARCHAR CHECK (handling IN
        ('immediate', 'initiative', 'doorstep', 'tracked', 'public', 'joint')),
    hand VARCHAR CHECK (hand IN ('lead', 'co', 'supervise', 'urge')),
    lead_unit_id VARCHAR, co_units VARCHAR, proposed_on DATE NOT NULL, due_on DATE,
    visit_id VARCHAR, statutory_days INTEGER, actual_days INTEGER,
    claimed_on DATE, assigned_on DATE, accepted_on DATE, closed_on DATE, satisfaction INTEGER,
    state VARCHAR                           -- as its file tells it, without a day
);
CREATE TABLE matter_event (
    matter_id VARCHAR NOT NULL,
    event VARCHAR NOT NULL CHECK (event IN
        ('proposed', 'claimed', 'assigned', 'returned', 'started', 'extended', 'solved',
         'accepted', 'closed', 'rated', 'reopened')),
    happened_on DATE NOT NULL, seq INTEGER,     -- its place in the matter's whole history
    unit_id VARCHAR, official_id VARCHAR,
    new_due_on DATE, satisfaction INTEGER, note VARCHAR
);
CREATE TABLE matter_unit (     -- every unit that handles a matter
    matter_id VARCHAR NOT NULL, unit_id VARCHAR NOT NULL,
    part VARCHAR NOT NULL CHECK (part IN ('lead', 'co'))
);
CREATE TABLE matter_spell (    -- how a matter stood at the end of each day from first to last
    matter_id VARCHAR NOT NULL, kind VARCHAR NOT NULL, target_kind VARCHAR NOT NULL,
    target_id VARCHAR NOT NULL, title VARCHAR NOT NULL, proposed_on DATE NOT NULL,
    is_complex BOOLEAN NOT NULL,            -- several units handle it
    statutory_days INTEGER, actual_days INTEGER,
    first_day DATE NOT NULL, last_day DATE NOT NULL,
    state VARCHAR NOT NULL, due_on DATE,    -- 'unknown': closed since, nobody knows when; the due day in force
    unit_id VARCHAR,                        -- that answers for it
    is_claimed BOOLEAN, is_assigned BOOLEAN,    -- NULL: a state in words goes further, nobody knows since when
    times_reopened INTEGER NOT NULL, closed_on DATE,    -- the last closing; NULL: unknown, or never
    satisfaction INTEGER,                   -- the last rating since the last reopening
    late_before BOOLEAN NOT NULL,           -- something happened after the due day then in force
    province_code VARCHAR, city_code VARCHAR, county_code VARCHAR, township_code VARCHAR
);
CREATE TABLE milestone (       -- due_on holds for those given by lead_days too
    project_id VARCHAR NOT NULL, milestone VARCHAR NOT NULL, position INTEGER,
    due_on DATE, lead_days INTEGER, done_on DATE, depends_on VARCHAR,
    unit_id VARCHAR, official_id VARCHAR
);
CREATE TABLE bottleneck (
    bottleneck_id VARCHAR NOT NULL, project_id VARCHAR NOT NULL, title VARCHAR,
    kind VARCHAR NOT NULL, level VARCHAR, unit_id VARCHAR, opened_on DATE NOT NULL, solved_on DATE
);
CREATE TABLE chain (chain_id VARCHAR NOT NULL, name VARCHAR NOT NULL);
CREATE TABLE enterprise (
    enterprise_id VARCHAR NOT NULL, name VARCHAR NOT NULL, place_code VARCHAR, chain_id VARCHAR,
    unit_id VARCHAR, lon DOUBLE, lat DOUBLE
);

CREATE TABLE quarantine (      -- one row for each row of a file that could not be accepted
    table_name VARCHAR NOT NULL, source_file VARCHAR NOT NULL, source_row BIGINT NOT NULL,
    reasons STRUCT(code VARCHAR, column_name VARCHAR, header VARCHAR, value VARCHAR)[] NOT NULL,
    -- both without residents' data (geodata/base/privacy.py)
    row_json VARCHAR NOT NULL,  -- the row: [[header, cell, column], ...] of the columns that are declared
    cells_json VARCHAR NOT NULL -- what of it was understood: {column: cell}
);
CREATE TABLE unknown_person (  -- who is this? People of a column whom no list knows, or several of whom
    table_name VARCHAR NOT NULL, source_file VARCHAR NOT NULL, source_row BIGINT NOT NULL,
    column_name VARCHAR NOT NULL,
    written VARCHAR NOT NULL, unit VARCHAR,    -- as the row says, without telephone numbers
    reason VARCHAR NOT NULL CHECK (reason IN ('unknown', 'several', 'no_name')),
    target_kind VARCHAR, target_id VARCHAR, day DATE,
    candidates VARCHAR,                        -- who it may be, with their units
    visit_id VARCHAR                           -- whose attendance waits for an answer
);
CREATE TABLE load_warning (    -- what looks wrong about a source and was loaded all the same
    source VARCHAR NOT NULL, code VARCHAR NOT NULL,
    values_json VARCHAR NOT NULL            -- fill the sentence of the code in [warning]
);
CREATE TABLE load_log (        -- one row for each file of each source
    table_name VARCHAR NOT NULL, source_file VARCHAR NOT NULL, sha256 VARCHAR NOT NULL,
    rows_in BIGINT NOT NULL, accepted BIGINT NOT NULL, quarantined BIGINT NOT NULL,
    encoding VARCHAR, ignored_columns VARCHAR[] NOT NULL, licence VARCHAR,
    header_row INTEGER NOT NULL DEFAULT 0, matched VARCHAR[] NOT NULL DEFAULT [],    -- "header → column"
    set_aside BIGINT[] NOT NULL DEFAULT []             -- rows that are totals, notes or signatures
);
CREATE TABLE load_change (     -- what each table gained and lost against the snapshot before
    table_name VARCHAR NOT NULL, before_id VARCHAR NOT NULL,
    added BIGINT NOT NULL, changed BIGINT NOT NULL, unchanged BIGINT NOT NULL,
    carried BIGINT NOT NULL,                -- as before, and in none of this load's files
    removed BIGINT NOT NULL
);
CREATE TABLE load_changed_row (-- the changed rows, the first 10,000 of each table
    table_name VARCHAR NOT NULL, key_json VARCHAR NOT NULL,
    before_json VARCHAR NOT NULL, after_json VARCHAR NOT NULL
);

CREATE TABLE closed_month_change (-- figures of months closed before this load that it changed
    month VARCHAR NOT NULL, rate VARCHAR NOT NULL,
    area_code VARCHAR, area_name VARCHAR,   -- a county or township; NULL is the root
    before_numerator BIGINT NOT NULL, before_denominator BIGINT NOT NULL,
    after_numerator BIGINT, after_denominator BIGINT    -- NULL: told no more
);
CREATE TABLE closed_month_row (-- the rows of this load that lie behind them
    month VARCHAR NOT NULL, table_name VARCHAR NOT NULL,
    added BIGINT NOT NULL, changed BIGINT NOT NULL, removed BIGINT NOT NULL,
    examples VARCHAR[] NOT NULL             -- the first few: + new, ~ changed, − gone
);

CREATE TABLE ranking (         -- what city.toml declares; the ranks are asked at a month
    ranking_id VARCHAR NOT NULL, name VARCHAR NOT NULL, level VARCHAR NOT NULL,
    fair_places INTEGER NOT NULL, first_month DATE, position INTEGER NOT NULL
);
CREATE TABLE ranking_component (
    ranking_id VARCHAR NOT NULL, rate VARCHAR NOT NULL, weight DOUBLE NOT NULL,
    best DOUBLE NOT NULL, worst DOUBLE NOT NULL, position INTEGER NOT NULL,
    topic VARCHAR, "over" DOUBLE
);
CREATE TABLE target (          -- campaigns: so much by a date
    target_id VARCHAR NOT NULL, name VARCHAR NOT NULL, measure VARCHAR NOT NULL,
    goal INTEGER NOT NULL, begins_on DATE NOT NULL, ends_on DATE NOT NULL, area_code VARCHAR
);

CREATE TABLE facility (
    facility_id VARCHAR NOT NULL, facility_kind VARCHAR NOT NULL, name VARCHAR,
    place_code VARCHAR NOT NULL, opened_on DATE, closed_on DATE, lon DOUBLE, lat DOUBLE
);
CREATE TABLE indicator (       -- period: '2025' or '2025-06'
    place_code VARCHAR NOT NULL, indicator VARCHAR NOT NULL, period VARCHAR NOT NULL,
    amount DECIMAL(20, 6) NOT NULL
);
CREATE TABLE indicator_kind (  -- what city.toml says of an indicator
    indicator VARCHAR NOT NULL, unit VARCHAR NOT NULL, bands DOUBLE[] NOT NULL, adds_up BOOLEAN NOT NULL
);
