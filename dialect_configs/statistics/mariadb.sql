-- Rows, bytes, indexes and writes of every table, for: sqlgen lint --stats FILE
-- Reads the catalogue alone, of the database that is in use:
--   mariadb --batch DATABASE < stats.sql > stats.csv
-- Rows are InnoDB's estimate. Writes are counted since the server began, where userstat is on.
-- https://mariadb.com/kb/en/information-schema-tables-table/
-- https://mariadb.com/kb/en/information-schema-table_statistics-table/
SELECT
    t.table_schema AS table_schema,
    t.table_name AS table_name,
    t.table_rows AS row_count,
    t.data_length AS byte_count,
    (
        SELECT COUNT(DISTINCT s.index_name) FROM information_schema.statistics AS s
        WHERE s.table_schema = t.table_schema AND s.table_name = t.table_name
    ) AS index_count,
    (
        SELECT ROUND(w.rows_changed / GREATEST((
            SELECT g.variable_value FROM information_schema.global_status AS g WHERE g.variable_name = 'UPTIME'
        ), 1), 3)
        FROM information_schema.table_statistics AS w
        WHERE w.table_schema = t.table_schema AND w.table_name = t.table_name
    ) AS writes_per_second
FROM information_schema.tables AS t
WHERE t.table_schema = DATABASE() AND t.table_type = 'BASE TABLE'
ORDER BY t.table_name;
