-- -------------------------------------------------------------------------------------------------
-- file:      0001_1_before_d40b6e29a7c8_create_index_concurrently_i.sql
-- dialect:   postgresql@15
-- part of:   a93d17c0f5e2 -> 27e9f1b85c30, script 7ceba40076e1
-- client:    pgAdmin's query tool
-- run:       open FILE in the query tool of the database, with auto commit on, and execute all of it
-- before:    the version table holds a93d17c0f5e2
-- behind:    the version table holds a93d17c0f5e2, index ix_orders_status_placed is there
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
    found := CASE WHEN EXISTS (SELECT FROM pg_index WHERE indexrelid = to_regclass('ix_orders_status_placed') AND indisvalid)
        THEN 'there' ELSE 'not there' END;
    IF NOT coalesce(found = 'not there', false) THEN
        RAISE EXCEPTION '%', concat(
            'Stopped, nothing is changed: 0001_1_before_d40b6e29a7c8_create_index_concurrently_i.sql is done already, for index ix_orders_status_placed is ', found, '. Go on with 0002_d40b6e29a7c8_to_27e9f1b85c30.sql.');
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

DO $sqlgen$ BEGIN RAISE NOTICE '%', 'sqlgen: go on with 0001_2_d40b6e29a7c8_create_index_concurrently_i.sql'; END $sqlgen$;
