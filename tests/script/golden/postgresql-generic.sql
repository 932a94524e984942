-- -------------------------------------------------------------------------------------------------
-- dialect:   postgresql@15
-- from:      a93d17c0f5e2
-- to:        09d7a3c6be52
-- revisions: 4, upgrade
-- client:    any tool that sends statements one by one
-- run:       hand the statements of FILE to the tool, in one session, and let it stop at the first error
-- exit code: the tool's own
-- stops:     between its 2 segments; each heading says where the database stands then
-- made by:   sqlgen 0.1.0
-- made with: sqlgen render a93d17c0f5e2:09d7a3c6be52 --client generic --dialect postgresql
-- script:    7870ce7d3cd3
-- -------------------------------------------------------------------------------------------------

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
    IF NOT coalesce(found IN ('a93d17c0f5e2'), false) THEN
        RAISE EXCEPTION '%', concat(
            'Stopped, nothing is changed: expected the version table to hold a93d17c0f5e2, found ', found, '. If that is 09d7a3c6be52, this script was run already.');
    END IF;
END
$sqlgen$;

-- -------------------------------------------------------------------------------------------------
-- 1 of 4: a93d17c0f5e2 -> d40b6e29a7c8
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

DO $sqlgen$
DECLARE left_over text := (
    SELECT indexrelid::regclass FROM pg_index WHERE indexrelid = to_regclass('ix_orders_status_placed') AND NOT indisvalid);
BEGIN IF left_over IS NOT NULL THEN
    PERFORM set_config('lock_timeout', '5s', true);
    EXECUTE 'DROP INDEX ' || left_over;
END IF; END $sqlgen$;

SET lock_timeout = 0;
SET statement_timeout = 0;

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
-- 2 of 4: d40b6e29a7c8 -> 27e9f1b85c30
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

-- -------------------------------------------------------------------------------------------------
-- 3 of 4: 27e9f1b85c30 -> e51c92f7064d
-- loyalty points
-- migrations/versions/20240909_e51c92f7064d_loyalty_points.py, 2024-09-09 09:51:10.675829+00:00
-- -------------------------------------------------------------------------------------------------

ALTER TABLE customers ADD COLUMN loyalty_points INTEGER DEFAULT '0' NOT NULL;

UPDATE alembic_version
SET version_num = 'e51c92f7064d'
WHERE alembic_version.version_num = '27e9f1b85c30';

DO $sqlgen$
DECLARE found text := (SELECT string_agg(version_num, ', ' ORDER BY version_num COLLATE "C") FROM alembic_version);
BEGIN IF found IS DISTINCT FROM 'e51c92f7064d' THEN
    RAISE EXCEPTION '%', concat('Stopped: expected the version table to hold e51c92f7064d now, found ', coalesce(found, 'no revision'), '.');
END IF; END $sqlgen$;

-- -------------------------------------------------------------------------------------------------
-- 4 of 4: e51c92f7064d -> 09d7a3c6be52
-- loyalty tiers
-- migrations/versions/20241014_09d7a3c6be52_loyalty_tiers.py, 2024-10-14 15:37:56.128094+00:00
-- -------------------------------------------------------------------------------------------------

ALTER TABLE customers ADD COLUMN tier VARCHAR(10) DEFAULT 'bronze' NOT NULL;

UPDATE customers SET tier = 'gold' WHERE customers.loyalty_points >= 1000;

UPDATE customers SET tier = 'silver' WHERE loyalty_points >= 250 AND loyalty_points < 1000;

UPDATE alembic_version
SET version_num = '09d7a3c6be52'
WHERE alembic_version.version_num = 'e51c92f7064d';

DO $sqlgen$
DECLARE found text := (SELECT string_agg(version_num, ', ' ORDER BY version_num COLLATE "C") FROM alembic_version);
BEGIN IF found IS DISTINCT FROM '09d7a3c6be52' THEN
    RAISE EXCEPTION '%', concat('Stopped: expected the version table to hold 09d7a3c6be52 now, found ', coalesce(found, 'no revision'), '.');
END IF; END $sqlgen$;

COMMIT;
