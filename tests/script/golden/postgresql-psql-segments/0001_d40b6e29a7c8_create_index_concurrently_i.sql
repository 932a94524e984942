-- -------------------------------------------------------------------------------------------------
-- file:      0001_d40b6e29a7c8_create_index_concurrently_i.sql
-- dialect:   postgresql@15
-- part of:   a93d17c0f5e2 -> 27e9f1b85c30, script 7ceba40076e1
-- client:    psql
-- run:       psql --no-psqlrc --dbname=DATABASE --file=FILE > LOG 2>&1
-- rehearse:  psql --no-psqlrc --set=rehearse=1 --dbname=DATABASE --file=FILE
-- before:    the version table holds a93d17c0f5e2
-- behind:    the version table holds a93d17c0f5e2, index ix_orders_status_placed is there
-- stops:     RESUME.md says where the database stands then, and which file is next
-- made by:   sqlgen 0.1.0
-- made with: sqlgen render a93d17c0f5e2:27e9f1b85c30 --split segment --client psql --dialect postgresql
-- -------------------------------------------------------------------------------------------------

\set ON_ERROR_STOP on
\set VERBOSITY verbose
\encoding UTF8
\timing on
\conninfo

SET standard_conforming_strings = on;

DO $sqlgen$
DECLARE
    found text;
BEGIN
    found := current_setting('server_version');
    IF NOT coalesce(current_setting('server_version_num')::int / 10000 >= 15, false) THEN
        RAISE EXCEPTION '%', concat(
            'Stopped, nothing is changed: expected PostgreSQL 15 or later, found ', found, '.');
    END IF;
    found := CASE WHEN EXISTS (SELECT FROM pg_index WHERE indexrelid = to_regclass('ix_orders_status_placed') AND indisvalid)
        THEN 'there' ELSE 'not there' END;
    IF NOT coalesce(found = 'not there', false) THEN
        RAISE EXCEPTION '%', concat(
            'Stopped, nothing is changed: 0001_d40b6e29a7c8_create_index_concurrently_i.sql is done already, for index ix_orders_status_placed is ', found, '. Go on with 0002_d40b6e29a7c8_to_27e9f1b85c30.sql.');
    END IF;
    IF to_regclass('alembic_version') IS NULL THEN
        found := 'no version table';
    ELSE
        SELECT coalesce(string_agg(version_num, ', ' ORDER BY version_num COLLATE "C"), 'no revision')
        INTO found FROM alembic_version;
    END IF;
    IF NOT coalesce(found IN ('a93d17c0f5e2'), false) THEN
        RAISE EXCEPTION '%', concat(
            'Stopped, nothing is changed: expected the version table to hold a93d17c0f5e2, found ', found, '. RESUME.md says which file fits.');
    END IF;
END
$sqlgen$;

-- With --set=rehearse=1 the script tells what each step locks and how long it takes, and rolls back.

\set rehearse :rehearse
SELECT :'rehearse' NOT IN (':rehearse', '', '0', 'off', 'no', 'false') AS rehearse \gset
\if :rehearse
PREPARE sqlgen_step AS
SELECT round(1000 * extract(epoch FROM clock_timestamp() - coalesce(
        nullif(current_setting('sqlgen.time', true), '')::timestamptz, now()))) AS milliseconds,
    coalesce(relation::regclass::text, 'nothing more') AS locks, string_agg(mode, ', ' ORDER BY mode) AS modes
FROM (VALUES (1)) AS step LEFT JOIN pg_locks ON pid = pg_backend_pid() AND locktype = 'relation' AND relation >= 16384
    AND NOT EXISTS (SELECT FROM pg_class WHERE oid = relation AND relkind NOT IN ('r', 'p', 'v', 'm', 'f', 'S'))
    AND coalesce(current_setting('sqlgen.held', true), '') NOT LIKE '% ' || relation || mode || '%'
GROUP BY relation ORDER BY locks;
PREPARE sqlgen_next AS
SELECT set_config('sqlgen.time', clock_timestamp()::text, true) AS time,
    set_config('sqlgen.held', string_agg(' ' || relation || mode, ''), true) AS held
FROM pg_locks WHERE pid = pg_backend_pid() AND locktype = 'relation';
\endif

\if :rehearse
BEGIN;
\endif

\if :rehearse
SET CONSTRAINTS ALL IMMEDIATE;
ROLLBACK;
\echo 'sqlgen: rehearsed 0 of 1 segments, rolled back; left out: 1'
\quit
\endif

-- -------------------------------------------------------------------------------------------------
-- 1 of 2: a93d17c0f5e2 -> d40b6e29a7c8
-- index orders by date
-- migrations/versions/20240422_d40b6e29a7c8_index_orders_by_date.py, 2024-04-22 08:30:15.266740+00:00
-- -------------------------------------------------------------------------------------------------

-- Segment 1 of 2: outside of a transaction.
-- If it fails: the version table holds a93d17c0f5e2.

-- What a failed build left, an index that is not valid, goes first.

DO $sqlgen$
DECLARE found text := (
    SELECT min(pid) FROM pg_index JOIN pg_locks ON relation = indrelid
    WHERE indexrelid = to_regclass('ix_orders_status_placed') AND NOT indisvalid AND granted AND mode = 'ShareUpdateExclusiveLock'
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
        AND pid <> pg_backend_pid() AND pid NOT IN (SELECT pid FROM pg_stat_progress_vacuum));
BEGIN IF found IS NOT NULL THEN
    RAISE EXCEPTION '%', concat('Stopped: expected index ix_orders_status_placed, which is not valid, to be what a failed build left, found session ', found, ' at work on its table, which may be building it. Go on when that is done.');
END IF; END $sqlgen$;

SELECT format('DROP INDEX CONCURRENTLY %s', indexrelid::regclass)
FROM pg_index WHERE indexrelid = to_regclass('ix_orders_status_placed') AND NOT indisvalid \gexec

SET lock_timeout = 0;
SET statement_timeout = 0;

\echo 'segment 1 of 2, revision 1 of 2: CREATE INDEX CONCURRENTLY ix_orders_status_placed ON ord ...'

CREATE INDEX CONCURRENTLY ix_orders_status_placed ON orders (status, placed_at);

DO $sqlgen$
DECLARE
    found text;
BEGIN
    found := CASE WHEN EXISTS (SELECT FROM pg_index WHERE indexrelid = to_regclass('ix_orders_status_placed') AND indisvalid)
        THEN '' ELSE '; index ix_orders_status_placed is missing' END;
    IF NOT coalesce(found = '', false) THEN
        RAISE EXCEPTION '%', concat(
            'Stopped: the statement above did not do its work', found, '.');
    END IF;
END
$sqlgen$;

DO $sqlgen$
DECLARE
    found text;
BEGIN
    IF to_regclass('alembic_version') IS NULL THEN
        found := 'no version table';
    ELSE
        SELECT coalesce(string_agg(version_num, ', ' ORDER BY version_num COLLATE "C"), 'no revision')
        INTO found FROM alembic_version;
    END IF;
    IF NOT coalesce(found IN ('a93d17c0f5e2'), false) THEN
        RAISE EXCEPTION '%', concat(
            'Stopped: expected the version table to hold a93d17c0f5e2, found ', found, '.');
    END IF;
    found := CASE WHEN EXISTS (SELECT FROM pg_index WHERE indexrelid = to_regclass('ix_orders_status_placed') AND indisvalid)
        THEN '' ELSE '; index ix_orders_status_placed is missing' END;
    IF NOT coalesce(found = '', false) THEN
        RAISE EXCEPTION '%', concat(
            'Stopped: what earlier segments did is not all there', found, '.');
    END IF;
END
$sqlgen$;

\echo 'sqlgen: done, go on with 0002_d40b6e29a7c8_to_27e9f1b85c30.sql'
