-- Bytes and indexes of every table, for: sqlgen lint --stats FILE
--   sqlite3 -header -csv FILE < stats.sql > stats.csv
-- SQLite keeps no count of rows or of writes; both stay empty.
-- https://www.sqlite.org/dbstat.html
SELECT
    '' AS table_schema,
    m.name AS table_name,
    NULL AS row_count,
    (SELECT SUM(d.pgsize) FROM dbstat AS d WHERE d.name = m.name) AS byte_count,
    (SELECT COUNT(*) FROM sqlite_master AS i WHERE i.type = 'index' AND i.tbl_name = m.name) AS index_count,
    NULL AS writes_per_second
FROM sqlite_master AS m
WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite!_%' ESCAPE '!'
ORDER BY m.name;
