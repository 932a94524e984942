-- -------------------------------------------------------------------------------------------------
-- file:      0002_d40b6e29a7c8_to_27e9f1b85c30.sql
-- dialect:   postgresql@15
-- part of:   a93d17c0f5e2 -> 27e9f1b85c30, script 7ceba40076e1
-- client:    psql
-- run:       psql --no-psqlrc --dbname=DATABASE --file=FILE > LOG 2>&1
-- rehearse:  psql --no-psqlrc --set=rehearse=1 --dbname=DATABASE --file=FILE
-- before:    the version table holds a93d17c0f5e2, index ix_orders_status_placed is there
-- behind:    the version table holds 27e9f1b85c30
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
    IF to_regclass('alembic_version') IS NULL THEN
        found := 'no version table';
    ELSE
        SELECT coalesce(string_agg(version_num, ', ' ORDER BY version_num COLLATE "C"), 'no revision')
        INTO found FROM alembic_version;
    END IF;
    IF NOT coalesce(found NOT IN ('27e9f1b85c30'), false) THEN
        RAISE EXCEPTION '%', concat(
            'Stopped, nothing is changed: 0002_d40b6e29a7c8_to_27e9f1b85c30.sql is done already, for the version table holds ', found, '. That was the last one.');
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
    found := CASE WHEN EXISTS (SELECT FROM pg_index WHERE indexrelid = to_regclass('ix_orders_status_placed') AND indisvalid)
        THEN '' ELSE '; index ix_orders_status_placed is missing' END;
    IF NOT coalesce(found = '', false) THEN
        RAISE EXCEPTION '%', concat(
            'Stopped, nothing is changed: what earlier segments did is not all there', found, '. RESUME.md says which file fits.');
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

-- =================================================================================================
-- Segment 2 of 2: one transaction.
-- If it fails: the version table holds a93d17c0f5e2, segment 1 is done.
-- =================================================================================================

BEGIN;

SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '15min';

\echo 'segment 2 of 2, revision 1 of 2: d40b6e29a7c8 index orders by date'

UPDATE alembic_version
SET version_num = 'd40b6e29a7c8'
WHERE alembic_version.version_num = 'a93d17c0f5e2';

DO $sqlgen$
DECLARE found text := (SELECT string_agg(version_num, ', ' ORDER BY version_num COLLATE "C") FROM alembic_version);
BEGIN IF found IS DISTINCT FROM 'd40b6e29a7c8' THEN
    RAISE EXCEPTION '%', concat('Stopped: expected the version table to hold d40b6e29a7c8 now, found ', coalesce(found, 'no revision'), '.');
END IF; END $sqlgen$;

\if :rehearse
EXECUTE sqlgen_step;
EXECUTE sqlgen_next \gset sqlgen_
\endif

-- -------------------------------------------------------------------------------------------------
-- 2 of 2: d40b6e29a7c8 -> 27e9f1b85c30
-- prices are not negative
-- migrations/versions/20240610_27e9f1b85c30_prices_not_negative.py, 2024-06-10 16:20:48.913277+00:00
-- -------------------------------------------------------------------------------------------------

\echo 'segment 2 of 2, revision 2 of 2: 27e9f1b85c30 prices are not negative'

ALTER TABLE products ADD CONSTRAINT ck_products_price CHECK (price >= 0);

UPDATE alembic_version
SET version_num = '27e9f1b85c30'
WHERE alembic_version.version_num = 'd40b6e29a7c8';

DO $sqlgen$
DECLARE found text := (SELECT string_agg(version_num, ', ' ORDER BY version_num COLLATE "C") FROM alembic_version);
BEGIN IF found IS DISTINCT FROM '27e9f1b85c30' THEN
    RAISE EXCEPTION '%', concat('Stopped: expected the version table to hold 27e9f1b85c30 now, found ', coalesce(found, 'no revision'), '.');
END IF; END $sqlgen$;

\if :rehearse
EXECUTE sqlgen_step;
EXECUTE sqlgen_next \gset sqlgen_
\endif

\if :rehearse
SET CONSTRAINTS ALL IMMEDIATE;
ROLLBACK;
\echo 'sqlgen: rehearsed 1 of 1 segments, rolled back'
\quit
\endif

COMMIT;

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
    IF NOT coalesce(found IN ('27e9f1b85c30'), false) THEN
        RAISE EXCEPTION '%', concat(
            'Stopped: expected the version table to hold 27e9f1b85c30, found ', found, '.');
    END IF;
END
$sqlgen$;

\echo 'sqlgen: done, a93d17c0f5e2 -> 27e9f1b85c30, 2 revisions, script 7ceba40076e1'
