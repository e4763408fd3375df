-- What is asked, each question once, whatever the number of rows that ask it.
CREATE OR REPLACE TEMP TABLE ask AS
SELECT row_number() OVER () AS id, q.*,
       p.plain, nullif(c.plain, '') AS plain_county, nullif(t.plain, '') AS plain_township,
       nullif(u.plain, '') AS plain_unit
FROM (SELECT DISTINCT what, written, county, township, unit, is_firm, is_name FROM asked) AS q
LEFT JOIN plain AS p ON q.written = p.written
LEFT JOIN plain AS c ON q.county = c.written
LEFT JOIN plain AS t ON q.township = t.written
LEFT JOIN plain AS u ON q.unit = u.written;

CREATE OR REPLACE TEMP TABLE asking AS
SELECT asked._file, asked._row, id, code, coalesce(day, today) AS day, day IS NULL AS undated,
       asked.number, asked.is_behalf, asked.about_kind, asked.about
FROM load_context, asked
JOIN ask ON asked.what = ask.what AND asked.written = ask.written
    AND asked.county IS NOT DISTINCT FROM ask.county
    AND asked.township IS NOT DISTINCT FROM ask.township
    AND asked.unit IS NOT DISTINCT FROM ask.unit
    AND asked.is_firm = ask.is_firm AND asked.is_name = ask.is_name;

CREATE OR REPLACE TEMP TABLE candidate (
    id BIGINT, code VARCHAR, valid_from DATE, valid_to DATE, kind VARCHAR, class INTEGER
);
CREATE OR REPLACE TEMP TABLE ask_area (id BIGINT, area VARCHAR);
CREATE OR REPLACE TEMP TABLE ends (id BIGINT, area VARCHAR, rest VARCHAR, class INTEGER)
