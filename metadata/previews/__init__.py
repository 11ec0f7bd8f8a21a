"""Previews: what would become of records, before anything is written. The same work, rolled back at its end.

effect       what one refined delivery or renewal would do: verdict, counts, and every record that differs
differences  the store before and after, record by record      rules   findings by rule, now and then
titles       what would be published of it
look         the renewal that the next run would make, also with other rules: `emat preview`
kept         previews as people look at them, for some weeks
"""
