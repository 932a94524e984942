-- -------------------------------------------------------------------------------------------------
-- file:      0001_4be80d5a17f6_alter_type_order_status_add.sql
-- dialect:   postgresql@15
-- part of:   c76b2f0e94d1 -> 81f5c3a2d690, script 3fe9dc15ff12
-- client:    psql
-- run:       psql --no-psqlrc --dbname=DATABASE --file=FILE > LOG 2>&1
-- rehearse:  psql --no-psqlrc --set=rehearse=1 --dbname=DATABASE --file=FILE
-- before:    the version table holds c76b2f0e94d1
-- behind:    the version table holds c76b2f0e94d1, label refunded of type order_status is there
-- stops:     RESUME.md says where the database stands then, and which file is next
-- made by:   sqlgen 0.1.0 of commit 18b921234f913e5dbe8b298b684bc0bf59822843
-- made with: sqlgen bundle v1.1
-- -------------------------------------------------------------------------------------------------

\set ON_ERROR_STOP on
\set VERBOSITY verbose
\encoding UTF8
\timing on
\conninfo

\set ECHO all

SET standard_conforming_strings = on;

SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS clock,
    session_user AS who, current_database() AS place \gset sqlgen_
\echo 'sqlgen: begin 0001_4be80d5a17f6_alter_type_order_status_add.sql of script 3fe9dc15ff12 at' :sqlgen_clock 'by' :sqlgen_who 'on' :sqlgen_place

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
            'Stopped, nothing is changed: expected the version table to hold c76b2f0e94d1, found ', found, '. RESUME.md says which file fits.');
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

-- -------------------------------------------------------------------------------------------------
-- 1 of 3: c76b2f0e94d1 -> 4be80d5a17f6
-- refunds
-- migrations/versions/20250901_4be80d5a17f6_refunds.py, 2025-09-01 08:05:51.764432+00:00
-- -------------------------------------------------------------------------------------------------

-- Segment 1 of 2: outside of a transaction.
-- If it fails: the version table holds c76b2f0e94d1.

SET lock_timeout = '5s';
SET statement_timeout = '15min';

\echo 'segment 1 of 2, revision 1 of 3: ALTER TYPE order_status ADD VALUE IF NOT EXISTS ''refunded'''

-- locks order_status: none on table, nobody waits (measured on 12-18)

ALTER TYPE order_status ADD VALUE IF NOT EXISTS 'refunded';

\echo 'sqlgen: step 1 32212fd94415'

DO $sqlgen$
DECLARE
    found text;
BEGIN
    found := CASE WHEN EXISTS (SELECT FROM pg_enum WHERE enumtypid = to_regtype('order_status') AND enumlabel = 'refunded')
        THEN '' ELSE '; label refunded of type order_status is missing' END;
    IF NOT coalesce(found = '', false) THEN
        RAISE EXCEPTION '%', concat(
            'Stopped: the statement above did not do its work', found, '.');
    END IF;
END
$sqlgen$;

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
    IF NOT coalesce(found IN ('c76b2f0e94d1'), false) THEN
        RAISE EXCEPTION '%', concat(
            'Stopped: expected the version table to hold c76b2f0e94d1, found ', found, '.');
    END IF;
    found := CASE WHEN EXISTS (SELECT FROM pg_enum WHERE enumtypid = to_regtype('order_status') AND enumlabel = 'refunded')
        THEN '' ELSE '; label refunded of type order_status is missing' END;
    IF NOT coalesce(found = '', false) THEN
        RAISE EXCEPTION '%', concat(
            'Stopped: what earlier segments did is not all there', found, '.');
    END IF;
END
$sqlgen$;

SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS clock \gset sqlgen_
\echo 'sqlgen: end 0001_4be80d5a17f6_alter_type_order_status_add.sql of script 3fe9dc15ff12 at' :sqlgen_clock

\echo 'sqlgen: done, go on with 0002_4be80d5a17f6_to_81f5c3a2d690.sql'
