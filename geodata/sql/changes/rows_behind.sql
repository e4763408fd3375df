-- By month how many rows of a table differ that its figures can rest on, and the first few of them.
SELECT month, count(*) FILTER (change = '+') AS added, count(*) FILTER (change = '~') AS changed,
       count(*) FILTER (change = '−') AS removed, list(change || ' ' || said ORDER BY change, said)[:$count]
FROM (SELECT change, first, last, concat_ws(' ', {shown}) AS said FROM ({rows}))
JOIN month_reach
    ON first <= last_day AND last >= first_day
GROUP BY month
