-- How the text of a cell becomes a value: NULL where it does not, never a guess.

-- Spaces of every width go from the ends of a cell, those too that nobody sees: they come along
-- from web pages and chats. One literal (UTF-8), because the macro stands in every column many times.
CREATE OR REPLACE TEMP MACRO stripped(t) AS nullif(trim(t, decode(
    '\x20\x09\x0A\x0D\xC2\xA0\xE2\x80\x83\xE2\x80\x89'
    '\xE2\x80\x8B\xE2\x80\x8C\xE2\x80\x8D\xE2\x80\x8E\xE2\x80\x8F\xE2\x80\xAF\xE2\x81\xA0\xE3\x80\x80\xEF\xBB\xBF'::BLOB)), '');

-- A cell that begins and ends with something to see is told by a pattern, which costs a tenth.
CREATE OR REPLACE TEMP MACRO clean(t) AS CASE
    WHEN regexp_full_match(t, '(?s)[!-~一-鿿！-～](.*[!-~一-鿿！-～])?') THEN t ELSE stripped(t) END;

-- Digits and signs as they are typed with a Chinese keyboard.
CREATE OR REPLACE TEMP MACRO narrow(t) AS CASE
    WHEN regexp_full_match(t, '[!-~]([ -~]*[!-~])?') THEN t
    ELSE translate(stripped(t), '０１２３４５６７８９．，－／：', '0123456789.,-/:') END;

-- Nothing but ASCII digits.
CREATE OR REPLACE TEMP MACRO is_digits(t) AS regexp_full_match(t, '[0-9]+');

-- What a spreadsheet shows where a formula went wrong; #= is one that was never calculated
-- (etl/formats/excel_faults.py).
CREATE OR REPLACE TEMP MACRO is_error(t) AS t[1] = '#' AND regexp_full_match(t,
    '(?s)#(=.*|N/A|REF!|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|SPILL!|CALC!)');

-- The names in a cell, between 、 commas, slashes or spaces; a name of two characters may be spread out
-- to the width of three (王  强). A title or telephone number in brackets, beside the name or grown
-- together with it is no part of it; other words in brackets are: 李文华（女） is not 李文华.
CREATE OR REPLACE TEMP MACRO titles() AS
    '副?(?:书记|[县市区镇乡局部处科院所站队组校会]长|主任|主席)|委员|常委|科员|干事|同志';
CREATE OR REPLACE TEMP MACRO is_title(t) AS regexp_full_match(t, '\p{Han}*(?:' || titles() || ')');
CREATE OR REPLACE TEMP MACRO untitled(t) AS
    regexp_replace(regexp_replace(regexp_replace(regexp_replace(t,
        '[（(][^（()）]*(?:' || titles() || '|\d{7,})[^（()）]*[)）]', '', 'g'),
        '(\p{Han})[\s　]+(?:(?:\p{Han}{2,})?(?:' || titles() || ')|\d{7,})([、,，;；/\s]|$)', '\1\2', 'g'),
        '(^|[、,，;；/\s])(?:\p{Han}{2,})?(?:' || titles()
            || ')[\s　]*(\p{Han}[\s　]*\p{Han}{1,2})($|[、,，;；/\s])', '\1\2\3', 'g'),
        '(^|[、,，;；/\s])(\p{Han}{2,3})(?:' || titles() || ')($|[、,，;；/\s])', '\1\2\3', 'g');
CREATE OR REPLACE TEMP MACRO joined_names(t) AS
    regexp_replace(t, '(^|[、,，;；/\s])(\p{Han})[\s　]+(\p{Han})($|[、,，;；/\s])', '\1\2\3\4', 'g');
CREATE OR REPLACE TEMP MACRO official_names(t) AS list_filter(regexp_split_to_array(
    joined_names(joined_names(untitled(t))), '[、,，;；/\s　]+'), one -> one <> '');

CREATE OR REPLACE TEMP MACRO plausible(day) AS
    CASE WHEN day BETWEEN DATE '1949-10-01' AND DATE '2199-12-31' THEN day END;

-- The whole cell or nothing: a plain cast would take 2026-03-03至2026-03-05 for its first day. The
-- time of a day is passed over where it can be no other day's in China.
CREATE OR REPLACE TEMP MACRO as_unusual_date(t) AS plausible(try_strptime(coalesce(
    nullif(regexp_replace(narrow(t), '^(\d{4})(\d{2})(\d{2})$', '\1-\2-\3'), narrow(t)),
    regexp_replace(narrow(t),
        '^(\d{4}) ?[-/.年] ?(\d{1,2}) ?[-/.月] ?(\d{1,2}) ?日?'
        || '(?:[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:\+08(?::?00)?)?)?$', '\1-\2-\3')
), '%Y-%m-%d')::DATE);

CREATE OR REPLACE TEMP MACRO as_date(t) AS CASE
    WHEN regexp_full_match(t, '[12][0-9]{3}-[0-9]{2}-[0-9]{2}') THEN plausible(try_cast(t AS DATE))
    ELSE as_unusual_date(t) END;

CREATE OR REPLACE TEMP MACRO as_month(t) AS date_trunc('month', coalesce(
    plausible(try_strptime(regexp_replace(narrow(t),
        '^(\d{4})(?: ?[-/.年] ?(\d{1,2}) ?月?|(\d{2}))$', '\1-\2\3-01'), '%Y-%m-%d')::DATE),
    as_date(t)
))::DATE;

-- A year ('2025') or a month ('2025-06').
CREATE OR REPLACE TEMP MACRO as_period(t) AS CASE
    WHEN regexp_full_match(narrow(t), '(19|20|21)\d{2}年?度?') THEN left(narrow(t), 4)
    ELSE strftime(as_month(t), '%Y-%m') END;

-- Without the commas between thousands; 1,2 is no number.
CREATE OR REPLACE TEMP MACRO ungrouped(t) AS
    CASE WHEN NOT contains(t, ',') THEN t
         WHEN regexp_full_match(t, '\d{1,3}(,\d{3})+(\.\d+)?') THEN replace(t, ',', '') END;

CREATE OR REPLACE TEMP MACRO as_count(t) AS CASE
    WHEN length(t) <= 9 AND is_digits(t) THEN try_cast(t AS INTEGER)
    WHEN regexp_full_match(ungrouped(narrow(t)), '\d{1,9}(\.0+)?')
        THEN try_cast(split_part(ungrouped(narrow(t)), '.', 1) AS INTEGER) END;

CREATE OR REPLACE TEMP MACRO as_decimal(t) AS CASE
    WHEN regexp_full_match(t, '[0-9]+(\.[0-9]+)?') THEN try_cast(t AS DECIMAL(18, 4))
    WHEN regexp_full_match(ungrouped(narrow(t)), '\d+(\.\d+)?')
        THEN try_cast(ungrouped(narrow(t)) AS DECIMAL(18, 4)) END;

-- A longitude or latitude that is written as a multiple of degrees, or as DDDMMSS, in degrees.
CREATE OR REPLACE TEMP MACRO scaled(t, factor) AS
    (try_cast(narrow(t) AS DOUBLE) * factor)::VARCHAR;

CREATE OR REPLACE TEMP MACRO from_dms(n) AS
    CASE WHEN abs(n) % 100 < 60 AND floor(abs(n) / 100) % 100 < 60 THEN sign(n)
        * (floor(abs(n) / 10000) + floor(abs(n) / 100) % 100 / 60 + abs(n) % 100 / 3600) END;

CREATE OR REPLACE TEMP MACRO dms(t) AS from_dms(try_cast(narrow(t) AS DOUBLE))::VARCHAR;

-- Degrees with their signs: 115°39′20.5″, 115度39分20秒, 115.65°; E and N may stand before or behind.
CREATE OR REPLACE TEMP MACRO degrees_in_parts(t) AS regexp_extract(
    replace(narrow(t), ' ', ''),
    '^(?:东经|北纬|[EN])?(\d{1,3}(?:\.\d+)?)[°度º](?:(\d{1,2}(?:\.\d+)?)[''′’分](?:(\d{1,2}(?:\.\d+)?)["″”秒])?)?[EN]?$',
    ['d', 'm', 's']);
CREATE OR REPLACE TEMP MACRO as_parted_degrees(d, m, s) AS
    CASE WHEN coalesce(m, 0) < 60 AND coalesce(s, 0) < 60 AND (m IS NULL OR d = floor(d))
              AND (s IS NULL OR m = floor(m))
         THEN d + coalesce(m, 0) / 60 + coalesce(s, 0) / 3600 END;
CREATE OR REPLACE TEMP MACRO signed_degrees(t) AS as_parted_degrees(
    try_cast(degrees_in_parts(t).d AS DOUBLE), try_cast(degrees_in_parts(t).m AS DOUBLE),
    try_cast(degrees_in_parts(t).s AS DOUBLE));

CREATE OR REPLACE TEMP MACRO as_degrees(t, bound) AS CASE
    WHEN regexp_full_match(t, '-?[0-9]{1,3}(\.[0-9]+)?')
        THEN CASE WHEN abs(try_cast(t AS DOUBLE)) <= bound THEN try_cast(t AS DOUBLE) END
    WHEN NOT contains(t, '_') AND abs(try_cast(narrow(t) AS DOUBLE)) <= bound
        THEN try_cast(narrow(t) AS DOUBLE) END;

-- Division codes: see geodata/codes.py, which holds the same rule for Python.
CREATE OR REPLACE TEMP MACRO as_division_code(t) AS CASE
    WHEN regexp_full_match(t, '[0-9]{12}([0-9]{3})?') THEN t
    WHEN regexp_full_match(narrow(t), '[0-9]{15}') THEN narrow(t)
    WHEN regexp_full_match(narrow(t), '[0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{9}|[0-9]{12}')
        THEN rpad(narrow(t), 12, '0') END;

-- The parts of a cell such as "U0013、U0020".
CREATE OR REPLACE TEMP MACRO as_list(t) AS
    list_filter(regexp_split_to_array(coalesce(clean(t), ''), '[、,，;；\s]+'), part -> part <> '');

-- How events of one day follow each other where their file does not say.
CREATE OR REPLACE TEMP MACRO event_order(event) AS list_position(
    ['proposed', 'claimed', 'assigned', 'returned', 'started', 'extended', 'solved', 'accepted', 'closed', 'rated', 'reopened'], event);
-- Whether two rows with a validity hold on one day at least; NULL is open-ended.
CREATE OR REPLACE TEMP MACRO together(a, b) AS
    coalesce(a.valid_from, DATE '0001-01-01') <= coalesce(b.valid_to, DATE '9999-12-31')
    AND coalesce(b.valid_from, DATE '0001-01-01') <= coalesce(a.valid_to, DATE '9999-12-31');

-- Names: what is compared is the plain form (etl/names.py), letters and digits alone. The committee
-- of a village or community stands for the place itself; 村 or 社区 at the end is left out only where
-- two characters stay; and 第三网格 is 第3网格.
CREATE OR REPLACE TEMP MACRO normal_name(t) AS regexp_replace(regexp_replace(regexp_replace(t,
    '村?(村民委员会|村委会|村委|行政村)$', '村'),
    '(社区)?(居民委员会|居委会|居委)$', '社区'),
    '街道(办事处|办)$', '街道');

CREATE OR REPLACE TEMP MACRO short_name(normal) AS CASE
    WHEN regexp_matches(normal, '^..+(村|社区)$') THEN nullif(regexp_replace(normal, '(村|社区)$', ''), '') END;

CREATE OR REPLACE TEMP MACRO short_area(normal) AS
    nullif(regexp_extract(normal, '^(..+?)(自治县|地区|街道|民族乡|省|市|县|区|镇|乡)$', 1), '');

CREATE OR REPLACE TEMP MACRO has_number(t) AS regexp_matches(t, '[0-9〇零一二三四五六七八九十百]');

CREATE OR REPLACE TEMP MACRO with_tens(t) AS regexp_replace(regexp_replace(regexp_replace(regexp_replace(t,
    '([0-9])十([0-9])', '\1\2', 'g'), '([0-9])十', '\10', 'g'), '十([0-9])', '1\1', 'g'), '十', '10', 'g');

CREATE OR REPLACE TEMP MACRO numbered(t) AS regexp_replace(regexp_replace(
    with_tens(translate(t, '〇零一二三四五六七八九', '00123456789')),
    '([0-9])百([0-9]{2})', '\1\2', 'g'), '([0-9])百', '\100', 'g');
