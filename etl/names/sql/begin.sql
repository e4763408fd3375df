-- What the questions about names look into, before anything is known.
CREATE OR REPLACE TEMP TABLE plain (written VARCHAR, plain VARCHAR);
CREATE OR REPLACE TEMP TABLE called (
    code VARCHAR, valid_from DATE, valid_to DATE, kind VARCHAR, name VARCHAR, plain VARCHAR,
    normal VARCHAR
);
-- what places of confirmed changes were called in the snapshot before
CREATE OR REPLACE TEMP TABLE past_name (code VARCHAR, kind VARCHAR, plain VARCHAR);
CREATE OR REPLACE TEMP TABLE inside (code VARCHAR, valid_from DATE, area VARCHAR);
CREATE OR REPLACE TEMP TABLE reach (text VARCHAR, area VARCHAR, rest VARCHAR, class INTEGER);
CREATE OR REPLACE TEMP TABLE party (what VARCHAR, code VARCHAR, name VARCHAR, plain VARCHAR);
-- further officials whom the cell of a row names
CREATE OR REPLACE TEMP TABLE also (_file VARCHAR, _row BIGINT, code VARCHAR);
-- officials of whom no table tells; is_alias where their unit is known in another writing
CREATE OR REPLACE TEMP TABLE unlisted (
    code VARCHAR, name VARCHAR, plain VARCHAR, plain_unit VARCHAR, is_alias BOOLEAN
);
-- officials whom a list of pairings, postings or officials knows
CREATE OR REPLACE TEMP TABLE known_by_list (code VARCHAR);
CREATE OR REPLACE TEMP TABLE came (
    _file VARCHAR, _row BIGINT, visit_id VARCHAR, official_id VARCHAR, on_behalf_of VARCHAR
);
-- rows whose officials only the township tells from others of the name
CREATE OR REPLACE TEMP TABLE settled_by_township (table_name VARCHAR, _file VARCHAR, _row BIGINT);
-- Whether the city folder names a file for a table.
CREATE OR REPLACE TEMP MACRO is_given(source) AS
    (SELECT list_contains(given, source) FROM load_context);
-- Whether any list of people is given, so that whom it does not know is nobody.
CREATE OR REPLACE TEMP MACRO has_list() AS
    (SELECT EXISTS (FROM known_by_list) OR (is_given('official') AND EXISTS (FROM official)));
-- Whether an official may be meant by a name.
CREATE OR REPLACE TEMP MACRO is_known(official) AS
    (is_given('official') OR official IN (FROM known_by_list) OR NOT has_list())
