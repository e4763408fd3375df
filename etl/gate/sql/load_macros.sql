-- How the text of a cell becomes a value: NULL where it does not, never a guess.

-- Spaces of every width go from the ends of a cell, those too that nobody sees: they come along
-- from web pages and chats. One literal (UTF-8), because the macro stands in every column many times.
CREATE OR REPLACE TEMP MACRO stripped(t) AS nullif(trim(t, decode(
    '\x20\x09\x0A\x0D\xC2\xA0\xE2\x80\x83\xE2\x80\x89'
    '\xE2\x80\x8B\xE2\x80\x8C\xE2\x80\x8D\xE2\x80\x8E\xE2\x80\x8F\xE2\x80\xAF\xE2\x81\xA0\xE3\x80\x80\xEF\xBB\xBF'::BLOB)), '');

-- What was hidden (geodata/base/privacy.py) is no value, nor is a name as exports mask it: 李**.
CREATE OR REPLACE TEMP MACRO is_masked(t) AS contains(t, '▓');
CREATE OR REPLACE TEMP MACRO is_masked_name(t) AS
    regexp_matches(t, '(^|[、,，;；/\s])[^\s、,，;；/*＊][*＊]+($|[、,，;；/\s])');

-- A cell that begins and ends with something to see is told by a pattern, which costs a tenth.
CREATE OR REPLACE TEMP MACRO clean(t) AS CASE
    WHEN is_masked(t) THEN NULL
    WHEN regexp_full_match(t, '(?s)[!-~一-鿿！-～](.*[!-~一-鿿！-～])?') THEN t ELSE stripped(t) END;

CREATE OR REPLACE TEMP MACRO unmasked_name(t) AS CASE WHEN NOT is_masked_name(t) THEN clean(t) END;

-- Digits and signs as they are typed with a Chinese keyboard.
CREATE OR REPLACE TEMP MACRO narrow(t) AS CASE
    WHEN regexp_full_match(t, '[!-~]([ -~]*[!-~])?') THEN t
    ELSE translate(stripped(t), '０１２３４５６７８９．，－／：', '0123456789.,-/:') END;

-- Nothing but ASCII digits.
CREATE OR REPLACE TEMP MACRO is_digits(t) AS regexp_full_match(t, '[0-9]+');

-- What a spreadsheet shows where a formula went wrong; #= is one that was never calculated
-- (etl/reading/formats/excel_faults.py).
CREATE OR REPLACE TEMP MACRO is_error(t) AS t[1] = '#' AND regexp_full_match(t,
    '(?s)#(=.*|N/A|REF!|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|SPILL!|CALC!)');

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

-- A number with what it counts, or about which somebody was not sure: 12户, 约30.
CREATE OR REPLACE TEMP MACRO as_whole(t) AS
    CASE WHEN regexp_full_match(t, '\d{1,9}(\.0+)?') THEN try_cast(split_part(t, '.', 1) AS INTEGER) END;
CREATE OR REPLACE TEMP MACRO as_count(t) AS CASE
    WHEN length(t) <= 9 AND is_digits(t) THEN try_cast(t AS INTEGER)
    ELSE as_whole(ungrouped(regexp_replace(narrow(t),
        '^约?\s*([\d,]+(?:\.0+)?)\s*(?:户|人次|人|名|次|场|件|个|条|起|项|处|户次)?$', '\1'))) END;

CREATE OR REPLACE TEMP MACRO as_decimal(t) AS CASE
    WHEN regexp_full_match(t, '[0-9]+(\.[0-9]+)?') THEN try_cast(t AS DECIMAL(20, 6))
    WHEN regexp_full_match(ungrouped(narrow(t)), '\d+(\.\d+)?')
        THEN try_cast(ungrouped(narrow(t)) AS DECIMAL(20, 6)) END;

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

-- Division codes: see geodata/base/codes.py, which holds the same rule for Python.
CREATE OR REPLACE TEMP MACRO as_division_code(t) AS CASE
    WHEN regexp_full_match(t, '[0-9]{12}([0-9]{3})?') THEN t
    WHEN regexp_full_match(narrow(t), '[0-9]{15}') THEN narrow(t)
    WHEN regexp_full_match(narrow(t), '[0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{9}|[0-9]{12}')
        THEN rpad(narrow(t), 12, '0')
    WHEN regexp_full_match(narrow(t), '[0-9]{12}0{7}') THEN narrow(t)[:12]
    -- made by us, where nothing gives a code
    WHEN regexp_full_match(trim(t), '[0-9]{2,12}(-[^\s0-9-][^\s-]*){1,3}') THEN trim(t) END;

-- The parts of a cell such as "U0013、U0020".
CREATE OR REPLACE TEMP MACRO as_list(t) AS
    list_filter(regexp_split_to_array(coalesce(clean(t), ''), '[、,，;；\s]+'), part -> part <> '');

-- States from the first to the last.
CREATE OR REPLACE TEMP MACRO state_order(state) AS list_position(
    ['proposed', 'claimed', 'assigned', 'in_work', 'solved', 'accepted', 'closed'], state);

-- How events of one day follow each other where their file does not say.
CREATE OR REPLACE TEMP MACRO event_order(event) AS list_position(
    ['proposed', 'claimed', 'assigned', 'returned', 'started', 'extended', 'solved', 'accepted', 'closed', 'rated', 'reopened'], event);
-- Whether two rows with a validity hold on one day at least; NULL is open-ended.
CREATE OR REPLACE TEMP MACRO together(a, b) AS
    coalesce(a.valid_from, DATE '0001-01-01') <= coalesce(b.valid_to, DATE '9999-12-31')
    AND coalesce(b.valid_from, DATE '0001-01-01') <= coalesce(a.valid_to, DATE '9999-12-31');

-- Names: what is compared is the plain form (etl/names/resolve.py), letters and digits alone. The committee
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

-- What stands under a day that is still to come: 未开工, 计划11月, 正在办理, 长期, a dash.
CREATE OR REPLACE TEMP MACRO is_not_yet(t) AS regexp_full_match(t,
    '(尚|暂|还)?未[一-鿿]{0,6}|(正在|正|在)[一-鿿]{1,6}|[一-鿿]{1,4}中|暂无|无|没有|待定|待[一-鿿]{1,4}|长期|常年|永久|至今|迄今|现在|今|否|不详|(计划|预计|拟|力争|争取|预定)[0-9一-鿿./-]{1,12}|[/／\\—–―－-]+');

-- What a cell of people says where nobody went: 未走访, 因雨取消.
CREATE OR REPLACE TEMP MACRO says_no_visit(t) AS regexp_full_match(t,
    '(因[一-鿿]{1,8})?(暂|尚|还)?(未|没有?|无人?)(安排|组织)?(走访|开展|到访|入村|进村|下村|去|到)(走访)?|(因[一-鿿]{1,8})?(已?取消|延期|推迟)(走访)?');

-- Whether two units are one, though written shorter or longer; both in the plain form.
CREATE OR REPLACE TEMP MACRO is_same_unit(a, b) AS
    a = b OR (length(a) > 1 AND length(b) > 1 AND (contains(a, b) OR contains(b, a)));

-- The state that a cell tells in the words of an office; NULL of anything else. What is negated, in
-- part or yet to be is no closing: only a cell that says nothing else is one.
CREATE OR REPLACE TEMP MACRO state_in(t) AS CASE
    WHEN list_contains(['proposed', 'claimed', 'assigned', 'in_work', 'solved', 'accepted', 'closed'], t) THEN t
    WHEN regexp_full_match(t, '是|√|✓|1|y|yes|true') THEN 'closed'
    WHEN regexp_full_match(t, '否|×|x|0|n|no|false') THEN 'in_work'
    WHEN regexp_full_match(t, '(群众|居民|村民)?已?认可|群众(已|表示)?(认可|满意)') THEN 'accepted'
    WHEN regexp_full_match(t, '(已|已经|全部|均已|按期|按时|如期|提前|逾期|超期)*(办结|结案|完结|办完|办好|完成|解决|销号|闭环|办理完毕|办理完成|处理完毕|处理完成|处置完毕|处置完成|整改到位|整改完成|整改完毕|落实到位)(销号|办结)?')
        OR regexp_full_match(t, '(已|已经|全部|均已|按期|按时|如期|提前|逾期|超期)+(办理|处理|处置|整改|落实|答复|回复)(完毕|到位|完成)?') THEN 'closed'
    WHEN regexp_full_match(t, '(已|拟)?(列入|纳入)(了)?(工作|年度|下步|下一步|明年|整改|[0-9]{4}年度?(工作)?)?计划(解决|办理)?|(未|尚未|还未|暂未|没有|待)(办理|办|启动|开始|开工|处理|处置|受理|认领|交办|整改)?|计划(办理|解决)|已?(提出|受理|登记|上报)|新增|新建') THEN 'proposed'
    WHEN regexp_full_match(t, '已?(认领|领办)') THEN 'claimed'
    WHEN regexp_full_match(t, '已?(交办|转办|派单|派发|下派|移交)') THEN 'assigned'
    WHEN regexp_full_match(t, '(仍|还)?(正在|持续|继续|加快|跟踪)(办理|推进|整改|处理|处置|解决|实施|施工|协调|落实|跟进|进行|办)(中|之中)?|(办理|推进|整改|处理|处置|解决|实施|施工|协调|落实|进行|在办|跟踪)中?'
        || '|(未|尚未|还未|暂未|没有|没|未能|部分|基本)(全部)?(办结|结案|完结|办完|完成|解决|销号|整改到位|整改完成|落实到位|闭环)|在办|在建|逾期未办结|超期未办结|未按期办结') THEN 'in_work'
    END;
-- A remark behind it is left out: 已办结（更换灯泡3个）, 未办结：资金不足; but where it says that what is done is
-- so in part, or yet to be, the whole is none of our words.
CREATE OR REPLACE TEMP MACRO state_before_remark(t) AS CASE
    WHEN state_in(regexp_extract(t, '^([^(（:：,，]+)[(（:：,，].+$', 1)) NOT IN ('closed', 'accepted')
        OR NOT regexp_matches(t, '部分|分步|分期|阶段|临时|暂|未|尚|待|仍|还|拟|计划|预计|除|但|仅|只|继续|下步|下一步|不|取消|撤|重|[?？]')
    THEN state_in(regexp_extract(t, '^([^(（:：,，]+)[(（:：,，].+$', 1)) END;
CREATE OR REPLACE TEMP MACRO state_said(t) AS coalesce(state_in(t), state_before_remark(t));
CREATE OR REPLACE TEMP MACRO stated_state(t) AS
    state_said(lower(regexp_replace(coalesce(clean(t), ''), '[\s　。.!！；;]+', '', 'g')));
CREATE OR REPLACE TEMP MACRO state_beside_day(t) AS CASE WHEN regexp_matches(t, '[一-鿿]') THEN stated_state(t) END;

-- The digits of a division code that say which area it is: 9901 of 990100000000. A made code begins
-- with those of its parent: 990130100-北关村.
CREATE OR REPLACE TEMP MACRO stem(code) AS CASE
    WHEN NOT regexp_full_match(code, '[0-9]{12}') THEN code
    WHEN ends_with(code, '0000000000') THEN code[:2]
    WHEN ends_with(code, '00000000') THEN code[:4]
    WHEN ends_with(code, '000000') THEN code[:6]
    WHEN ends_with(code, '000') THEN code[:9]
    ELSE code END;
