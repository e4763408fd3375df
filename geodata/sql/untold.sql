-- Whether visits were owed in a period, and nobody told of any, nor reported: its file was not handed in.
SELECT EXISTS (FROM obligation WHERE due_on <= $known_on AND nominal_on BETWEEN $since AND $until)
   AND NOT EXISTS (FROM report WHERE day BETWEEN $first_day AND $last_day)
   AND NOT EXISTS (FROM visit WHERE visited_on BETWEEN $first_day AND least($last_day, $known_on))
   AND NOT EXISTS (FROM visit_days() WHERE counts_on BETWEEN $since AND $until AND visited_on <= $known_on)
