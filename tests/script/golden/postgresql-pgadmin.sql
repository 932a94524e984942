-- -------------------------------------------------------------------------------------------------
-- dialect:   postgresql@15
-- from:      d40b6e29a7c8
-- to:        09d7a3c6be52
-- revisions: 3, upgrade
-- client:    pgAdmin's query tool
-- run:       open FILE in the query tool of the database, with auto commit on, and execute all of it
-- exit code: none; the messages end in the success line, or in an error
-- succeeds:  its last line is "sqlgen: done, d40b6e29a7c8 -> 09d7a3c6be52, 3 revisions, script 8fce3a9be6fb"
-- stops:     it is one transaction: it is done whole or not at all
-- made by:   sqlgen 0.1.0
-- made with: sqlgen render d40b6e29a7c8:09d7a3c6be52 --client pgadmin --dialect postgresql
-- script:    8fce3a9be6fb
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
    IF NOT coalesce(found IN ('d40b6e29a7c8'), false) THEN
        RAISE EXCEPTION '%', concat(
            'Stopped, nothing is changed: expected the version table to hold d40b6e29a7c8, found ', found, '. If that is 09d7a3c6be52, this script was run already.');
    END IF;
END
$sqlgen$;

-- =================================================================================================
-- Segment 1 of 1: one transaction.
-- If it fails: the version table holds d40b6e29a7c8.
-- =================================================================================================

BEGIN;

SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '15min';

-- -------------------------------------------------------------------------------------------------
-- 1 of 3: d40b6e29a7c8 -> 27e9f1b85c30
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
-- 2 of 3: 27e9f1b85c30 -> e51c92f7064d
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
-- 3 of 3: e51c92f7064d -> 09d7a3c6be52
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

DO $sqlgen$ BEGIN RAISE NOTICE '%', 'sqlgen: done, d40b6e29a7c8 -> 09d7a3c6be52, 3 revisions, script 8fce3a9be6fb'; END $sqlgen$;
