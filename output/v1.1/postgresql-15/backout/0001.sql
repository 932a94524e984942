-- -------------------------------------------------------------------------------------------------
-- dialect:   postgresql@15
-- from:      c76b2f0e94d1
-- to:        c76b2f0e94d1
-- revisions: 1, downgrade
-- meant for: going back from behind segment 1 of script 3fe9dc15ff12
-- client:    psql
-- run:       psql --no-psqlrc --dbname=DATABASE --file=FILE > LOG 2>&1
-- rehearse:  psql --no-psqlrc --set=rehearse=1 --dbname=DATABASE --file=FILE
-- exit code: 0 done; 3 an error stopped the script; 2 the connection was lost; 1 psql itself failed
-- succeeds:  its last line is "sqlgen: done, c76b2f0e94d1 -> c76b2f0e94d1, 1 revision, script 28eeb07ce129"
-- stops:     it is one transaction: it is done whole or not at all
-- made by:   sqlgen 0.1.0 of commit 18b921234f913e5dbe8b298b684bc0bf59822843
-- made with: sqlgen bundle v1.1
-- script:    28eeb07ce129
-- -------------------------------------------------------------------------------------------------

-- Everything comes back as it was.

\set ON_ERROR_STOP on
\set VERBOSITY verbose
\encoding UTF8
\timing on
\conninfo

SET standard_conforming_strings = on;

-- The guard. Nothing is changed before it has passed.

DO $sqlgen$
DECLARE
    found text;
BEGIN
    found := current_setting('server_version');
    IF NOT coalesce(current_setting('server_version_num')::int / 10000 >= 15, false) THEN
        RAISE EXCEPTION '%', concat(
            'Stopped, nothing is changed: expected PostgreSQL 15 or later, found ', found, '.');
    END IF;
    IF to_regclass('alembic_version') IS NULL THEN
        found := 'no version table';
    ELSE
        SELECT coalesce(string_agg(version_num, ', ' ORDER BY version_num COLLATE "C"), 'no revision')
        INTO found FROM alembic_version;
    END IF;
    IF NOT coalesce(found IN ('c76b2f0e94d1'), false) THEN
        RAISE EXCEPTION '%', concat(
            'Stopped, nothing is changed: expected the version table to hold c76b2f0e94d1, found ', found, '.');
    END IF;
    found := CASE WHEN EXISTS (SELECT FROM pg_enum WHERE enumtypid = to_regtype('order_status') AND enumlabel = 'refunded')
        THEN '' ELSE '; label refunded of type order_status is missing' END;
    IF NOT coalesce(found = '', false) THEN
        RAISE EXCEPTION '%', concat(
            'Stopped, nothing is changed: what earlier segments did is not all there', found, '.');
    END IF;
END
$sqlgen$;

\echo 'sqlgen: done, c76b2f0e94d1 -> c76b2f0e94d1, 1 revision, script 28eeb07ce129'
