-- The tables of a snapshot. Codes are text; dates are inclusive and NULL is open-ended;
-- geometry is EPSG:4490, longitude first; money is wan yuan (10,000 yuan), exact decimals.

CREATE TABLE city (            -- one row: what this snapshot is about
    code VARCHAR NOT NULL, name VARCHAR NOT NULL, kind VARCHAR NOT NULL,
    licence VARCHAR, loaded_at TIMESTAMP NOT NULL, data_to DATE,
    kinds VARCHAR[] NOT NULL,               -- kinds of place that are to be visited
    reports_inferred BOOLEAN NOT NULL,      -- no reports were given: a visit stands for one
    neglected_days INTEGER NOT NULL, window_days INTEGER NOT NULL,
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
    name VARCHAR NOT NULL, code VARCHAR NOT NULL, within_code VARCHAR
);
CREATE TABLE lineage (         -- the ancestors of each version of a place, itself included
    code VARCHAR NOT NULL, kind VARCHAR NOT NULL, valid_from DATE, valid_to DATE,
    province_code VARCHAR, city_code VARCHAR, county_code VARCHAR, township_code VARCHAR,
    village_code VARCHAR, community_code VARCHAR, grid_code VARCHAR
);

CREATE TABLE unit (unit_id VARCHAR NOT NULL, name VARCHAR NOT NULL, place_code VARCHAR);
CREATE TABLE official (official_id VARCHAR NOT NULL, name VARCHAR NOT NULL);
CREATE TABLE posting (
    official_id VARCHAR NOT NULL, unit_id VARCHAR NOT NULL,
    tier VARCHAR NOT NULL CHECK (tier IN ('city', 'county', 'township')),
    rank VARCHAR CHECK (rank IN ('staff', 'township', 'county', 'city', 'province')),
    valid_from DATE, valid_to DATE
);
CREATE TABLE pairing (
    responsible_kind VARCHAR NOT NULL CHECK (responsible_kind IN ('official', 'unit')),
    responsible_id VARCHAR NOT NULL,
    target_kind VARCHAR NOT NULL CHECK (target_kind IN
        ('place', 'project', 'enterprise', 'chain')),
    target_id VARCHAR NOT NULL,
    role VARCHAR NOT NULL, valid_from DATE, valid_to DATE
);

CREATE TABLE visit (
    visit_id VARCHAR NOT NULL,
    target_kind VARCHAR NOT NULL CHECK (target_kind IN
        ('place', 'project', 'enterprise', 'chain')),
    target_id VARCHAR NOT NULL, visited_on DATE NOT NULL,
    talks INTEGER, households INTEGER, disputes INTEGER, matters INTEGER, suggestions INTEGER,
    lon DOUBLE, lat DOUBLE,
    distance_m DOUBLE                       -- from the point to the place's polygon; 0 inside
);
CREATE TABLE attendance (
    visit_id VARCHAR NOT NULL, official_id VARCHAR NOT NULL, on_behalf_of VARCHAR
);
CREATE TABLE report (unit_id VARCHAR NOT NULL, day DATE NOT NULL);
CREATE TABLE roster (          -- rosters filled in and handed back, before they became visits
    rule_id VARCHAR NOT NULL, due_on DATE NOT NULL, responsible_kind VARCHAR NOT NULL,
    responsible_id VARCHAR NOT NULL, code VARCHAR NOT NULL, reporting_unit_id VARCHAR,
    came BOOLEAN, visited_on DATE,
    talks INTEGER, households INTEGER, disputes INTEGER, matters INTEGER, suggestions INTEGER
);
CREATE TABLE exemption (
    subject_kind VARCHAR NOT NULL CHECK (subject_kind IN
        ('official', 'unit', 'place', 'project', 'enterprise', 'chain')),
    subject_id VARCHAR NOT NULL, valid_from DATE, valid_to DATE, reason VARCHAR
);
CREATE TABLE calendar_override (
    day DATE NOT NULL, working BOOLEAN NOT NULL, public_holiday BOOLEAN NOT NULL
);

CREATE TABLE rule (
    rule_id VARCHAR NOT NULL, tier VARCHAR, rank VARCHAR, role VARCHAR NOT NULL,
    targets VARCHAR[] NOT NULL, schedule VARCHAR NOT NULL,
    shift VARCHAR NOT NULL, shift_when VARCHAR NOT NULL,
    early_days INTEGER NOT NULL, makeup_days INTEGER NOT NULL, opens VARCHAR NOT NULL,
    reported_by VARCHAR NOT NULL, valid_from DATE, valid_to DATE
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

CREATE TABLE project (
    project_id VARCHAR NOT NULL, name VARCHAR NOT NULL, category VARCHAR, place_code VARCHAR,
    unit_id VARCHAR, official_id VARCHAR, lon DOUBLE, lat DOUBLE,
    planned_start_on DATE, started_on DATE, planned_finish_on DATE, finished_on DATE,
    stopped_on DATE, stop_reason VARCHAR, investment_wan_yuan DECIMAL(18, 4)
);
CREATE TABLE project_month (
    project_id VARCHAR NOT NULL, month DATE NOT NULL,   -- its first day
    planned_wan_yuan DECIMAL(18, 4), invested_wan_yuan DECIMAL(18, 4)
);

CREATE TABLE quarantine (      -- one row for each row of a file that could not be accepted
    table_name VARCHAR NOT NULL, source_file VARCHAR NOT NULL, source_row BIGINT NOT NULL,
    reasons STRUCT(code VARCHAR, column_name VARCHAR, value VARCHAR)[] NOT NULL,
    row_json VARCHAR NOT NULL
);
CREATE TABLE load_log (        -- one row for each file of each source
    table_name VARCHAR NOT NULL, source_file VARCHAR NOT NULL, sha256 VARCHAR NOT NULL,
    rows_in BIGINT NOT NULL, accepted BIGINT NOT NULL, quarantined BIGINT NOT NULL,
    encoding VARCHAR, ignored_columns VARCHAR[] NOT NULL, licence VARCHAR
);
