-- Rows, bytes, indexes and writes of every table of the schema, for: sqlgen lint --stats FILE
-- Reads the dictionary alone; rows and writes are as of the last gathering of statistics.
--   sqlplus -S USER@DATABASE @stats.sql
-- https://docs.oracle.com/en/database/oracle/oracle-database/19/refrn/ALL_TABLES.html
-- https://docs.oracle.com/en/database/oracle/oracle-database/19/refrn/ALL_TAB_MODIFICATIONS.html
SET MARKUP CSV ON
SET FEEDBACK OFF
SPOOL stats.csv
SELECT
    '' AS table_schema,
    t.table_name AS table_name,
    t.num_rows AS row_count,
    (SELECT SUM(s.bytes) FROM user_segments s WHERE s.segment_name = t.table_name) AS byte_count,
    (SELECT COUNT(*) FROM user_indexes i WHERE i.table_name = t.table_name) AS index_count,
    (
        SELECT ROUND(SUM(m.inserts + m.updates + m.deletes) / GREATEST((MAX(m.timestamp) - t.last_analyzed) * 86400, 1), 3)
        FROM user_tab_modifications m WHERE m.table_name = t.table_name
    ) AS writes_per_second
FROM user_tables t
ORDER BY t.table_name;
SPOOL OFF
EXIT
