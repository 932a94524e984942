-- -------------------------------------------------------------------------------------------------
-- file:      0002_d40b6e29a7c8_to_27e9f1b85c30.sql
-- dialect:   postgresql@15
-- part of:   a93d17c0f5e2 -> 27e9f1b85c30, script 7ceba40076e1
-- client:    pgAdmin's query tool
-- run:       open FILE in the query tool of the database, with auto commit on, and execute all of it
-- before:    the version table holds a93d17c0f5e2, index ix_orders_status_placed is there
-- behind:    the version table holds 27e9f1b85c30
-- stops:     RESUME.md says where the database stands then, and which file is next
-- made by:   sqlgen 0.1.0
-- made with: sqlgen render a93d17c0f5e2:27e9f1b85c30 --split segment --client pgadmin --dialect postgresql
-- -------------------------------------------------------------------------------------------------

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

-- =================================================================================================
-- Segment 2 of 2: one transaction.
-- If it fails: the version table holds a93d17c0f5e2, segment 1 is done.
-- =================================================================================================

BEGIN;

SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '15min';

UPDATE alembic_version
SET version_num = 'd40b6e29a7c8'
WHERE alembic_version.version_num = 'a93d17c0f5e2';

DO $sqlgen$
DECLARE found text := (SELECT string_agg(version_num, ', ' ORDER BY version_num COLLATE "C") FROM alembic_version);
BEGIN IF found IS DISTINCT FROM 'd40b6e29a7c8' THEN
    RAISE EXCEPTION '%', concat('Stopped: expected the version table to hold d40b6e29a7c8 now, found ', coalesce(found, 'no revision'), '.');
END IF; END $sqlgen$;

-- -------------------------------------------------------------------------------------------------
-- 2 of 2: d40b6e29a7c8 -> 27e9f1b85c30
-- prices are not negative
-- migrations/versions/20240610_27e9f1b85c30_prices_not_negative.py, 2024-06-10 16:20:48.913277+00:00
-- -------------------------------------------------------------------------------------------------

ALTER TABLE products ADD CONSTRAINT ck_products_price CHECK (price >= 0);

UPDATE alembic_version
SET version_num = '27e9f1b85c30'
WHERE alembic_version.version_num = 'd40b6e29a7c8';

DO $sqlgen$
DECLARE found text := (SELECT string_agg(version_num, ', ' ORDER BY version_num COLLATE "C") FROM alembic_version);
BEGIN IF found IS DISTINCT FROM '27e9f1b85c30' THEN
    RAISE EXCEPTION '%', concat('Stopped: expected the version table to hold 27e9f1b85c30 now, found ', coalesce(found, 'no revision'), '.');
END IF; END $sqlgen$;

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

DO $sqlgen$ BEGIN RAISE NOTICE '%', 'sqlgen: done, a93d17c0f5e2 -> 27e9f1b85c30, 2 revisions, script 7ceba40076e1'; END $sqlgen$;
