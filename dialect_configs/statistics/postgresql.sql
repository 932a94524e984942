-- Rows, bytes, indexes and writes of every table, as CSV for: sqlgen lint --stats FILE
-- Reads the catalogue alone. Run it on production as anybody who may read pg_catalog:
--   psql -X -d DATABASE -f stats.sql > stats.csv
-- Rows are the planner's estimate. https://www.postgresql.org/docs/current/monitoring-stats.html
COPY (
    SELECT
        n.nspname AS table_schema,
        c.relname AS table_name,
        CASE WHEN c.reltuples >= 0 THEN c.reltuples::bigint END AS row_count,
        pg_table_size(c.oid) AS byte_count,
        (SELECT count(*) FROM pg_index AS i WHERE i.indrelid = c.oid) AS index_count,
        round(
            (pg_stat_get_tuples_inserted(c.oid) + pg_stat_get_tuples_updated(c.oid)
                + pg_stat_get_tuples_deleted(c.oid))
            / greatest(extract(epoch FROM now() - coalesce(d.stats_reset, pg_postmaster_start_time())), 1)::numeric,
            3
        ) AS writes_per_second
    FROM pg_class AS c
    JOIN pg_namespace AS n ON n.oid = c.relnamespace
    LEFT JOIN pg_stat_database AS d ON d.datname = current_database()
    WHERE c.relkind IN ('r', 'm', 'p')
        AND n.nspname NOT IN ('pg_catalog', 'information_schema')
        AND n.nspname NOT LIKE 'pg\_toast%'
        AND n.nspname NOT LIKE 'pg\_temp%'
    ORDER BY 1, 2
) TO STDOUT WITH (FORMAT csv, HEADER);
