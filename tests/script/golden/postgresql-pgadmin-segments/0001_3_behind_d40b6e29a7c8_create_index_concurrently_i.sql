-- -------------------------------------------------------------------------------------------------
-- file:      0001_3_behind_d40b6e29a7c8_create_index_concurrently_i.sql
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

DO $sqlgen$ BEGIN RAISE NOTICE '%', 'sqlgen: done, go on with 0002_d40b6e29a7c8_to_27e9f1b85c30.sql'; END $sqlgen$;
