-- -------------------------------------------------------------------------------------------------
-- dialect:   mssql@2019
-- from:      a93d17c0f5e2
-- to:        09d7a3c6be52
-- revisions: 4, upgrade
-- client:    sqlcmd, or SSMS in SQLCMD mode
-- run:       sqlcmd -b -I -f 65001 -v rehearse=0 -S SERVER -d DATABASE -i FILE -o LOG
-- rehearse:  sqlcmd -b -I -f 65001 -v rehearse=1 -S SERVER -d DATABASE -i FILE -o LOG
-- exit code: 0 done; 1 an error stopped the script, and the open transaction is rolled back
-- succeeds:  its last line is "sqlgen: done, a93d17c0f5e2 -> 09d7a3c6be52, 4 revisions, script bf0ac79a2433"
-- stops:     between its 2 segments; each heading says where the database stands then
-- made by:   sqlgen 0.1.0
-- made with: sqlgen render a93d17c0f5e2:09d7a3c6be52 --client sqlcmd --dialect mssql
-- script:    bf0ac79a2433
-- -------------------------------------------------------------------------------------------------

:on error exit
:setvar SqlcmdMode on
GO
IF N'$(SqlcmdMode)' <> N'on'
BEGIN
    RAISERROR(N'Stopped, nothing is changed: expected sqlcmd, or SSMS in SQLCMD mode; render with --client ssms.', 16, 1);
    SET NOEXEC ON;
END;
GO
IF N'$(rehearse)' NOT IN (N'0', N'1')
BEGIN
    RAISERROR(N'Stopped, nothing is changed: expected -v rehearse=0, or -v rehearse=1 for a rehearsal that is rolled back.', 16, 1);
    SET NOEXEC ON;
END;
GO

SET XACT_ABORT ON;
SET NOCOUNT ON;
SET IMPLICIT_TRANSACTIONS OFF;
SET ANSI_NULLS, ANSI_PADDING, ANSI_WARNINGS, ARITHABORT, CONCAT_NULL_YIELDS_NULL, QUOTED_IDENTIFIER ON;
SET NUMERIC_ROUNDABORT OFF;
GO
SET LOCK_TIMEOUT 5000;
GO

-- The guard. Nothing is changed before it has passed.

DECLARE @found nvarchar(4000), @stop nvarchar(2048);
SET @found = CAST(SERVERPROPERTY(N'ProductVersion') AS nvarchar(128));
IF CASE WHEN CAST(PARSENAME(@found, 4) AS int) >= 15 OR SERVERPROPERTY(N'EngineEdition') IN (5, 8) THEN 1 ELSE 0 END = 0
BEGIN
    SET @stop = CONCAT(
        N'Stopped, nothing is changed: expected SQL Server 2019 or later, found ', @found, N'.');
    THROW 50001, @stop, 1;
END;
IF OBJECT_ID(N'alembic_version', N'U') IS NULL
    SET @found = N'no version table';
ELSE
    SET @found = ISNULL(STUFF((
        SELECT N', ' + version_num FROM alembic_version ORDER BY version_num COLLATE Latin1_General_BIN2 FOR XML PATH(N'')
    ), 1, 2, N''), N'no revision');
IF CASE WHEN @found IN (N'a93d17c0f5e2') THEN 1 ELSE 0 END = 0
BEGIN
    SET @stop = CONCAT(
        N'Stopped, nothing is changed: expected the version table to hold a93d17c0f5e2, found ', @found, N'. If that is 09d7a3c6be52, this script was run already.');
    THROW 50001, @stop, 1;
END;
GO

-- With -v rehearse=1 the script tells what each step locks and how long it takes, and rolls back.

IF N'$(rehearse)' = N'1'
    EXEC(N'CREATE PROCEDURE #sqlgen_step AS
        IF HAS_PERMS_BY_NAME(NULL, NULL, N''VIEW SERVER STATE'') = 1
            SELECT OBJECT_NAME(resource_associated_entity_id) AS locks, request_mode AS mode
            FROM sys.dm_tran_locks
            WHERE request_session_id = @@SPID AND resource_type = N''OBJECT'' AND resource_database_id = DB_ID()
            GROUP BY resource_associated_entity_id, request_mode
            ORDER BY 1, 2;
        ELSE
            PRINT N''Locks are not told: this takes VIEW SERVER STATE.'';');
GO
IF N'$(rehearse)' = N'1' SET STATISTICS TIME ON;
GO

IF N'$(rehearse)' = N'1' BEGIN TRANSACTION;
GO

-- -------------------------------------------------------------------------------------------------
-- 1 of 4: a93d17c0f5e2 -> d40b6e29a7c8
-- index orders by date
-- migrations/versions/20240422_d40b6e29a7c8_index_orders_by_date.py, 2024-04-22 08:30:15.266740+00:00
-- -------------------------------------------------------------------------------------------------

-- Segment 1 of 2: outside of a transaction.
-- If it fails: the version table holds a93d17c0f5e2.

PRINT N'segment 1 of 2, revision 1 of 4: CREATE INDEX ix_orders_status_placed ON orders (status, ...';
GO

CREATE INDEX ix_orders_status_placed ON orders (status, placed_at);
GO

DECLARE @found nvarchar(4000), @stop nvarchar(2048);
SET @found = CASE WHEN EXISTS (SELECT 1 FROM sys.indexes WHERE object_id = OBJECT_ID(N'orders') AND name = N'ix_orders_status_placed')
        THEN N'' ELSE N'; index ix_orders_status_placed of table orders is missing' END;
IF CASE WHEN @found = N'' THEN 1 ELSE 0 END = 0
BEGIN
    SET @stop = CONCAT(
        N'Stopped: the statement above did not do its work', @found, N'.');
    THROW 50001, @stop, 1;
END;
GO

IF N'$(rehearse)' = N'1' EXEC #sqlgen_step;
GO

-- =================================================================================================
-- Segment 2 of 2: one transaction.
-- If it fails: the version table holds a93d17c0f5e2, segment 1 is done.
-- =================================================================================================

IF N'$(rehearse)' = N'0' BEGIN TRANSACTION;
GO

PRINT N'segment 2 of 2, revision 1 of 4: d40b6e29a7c8 index orders by date';
GO

UPDATE alembic_version
SET version_num = 'd40b6e29a7c8'
WHERE alembic_version.version_num = 'a93d17c0f5e2';
GO

DECLARE @found nvarchar(4000) = ISNULL(STUFF((
    SELECT N', ' + version_num FROM alembic_version ORDER BY version_num COLLATE Latin1_General_BIN2 FOR XML PATH(N'')
), 1, 2, N''), N'no revision');
IF @found <> N'd40b6e29a7c8'
BEGIN
    DECLARE @stop nvarchar(2048) = CONCAT(N'Stopped: expected the version table to hold d40b6e29a7c8 now, found ', @found, N'.');
    THROW 50001, @stop, 1;
END;
GO

IF N'$(rehearse)' = N'1' EXEC #sqlgen_step;
GO

-- -------------------------------------------------------------------------------------------------
-- 2 of 4: d40b6e29a7c8 -> 27e9f1b85c30
-- prices are not negative
-- migrations/versions/20240610_27e9f1b85c30_prices_not_negative.py, 2024-06-10 16:20:48.913277+00:00
-- -------------------------------------------------------------------------------------------------

PRINT N'segment 2 of 2, revision 2 of 4: 27e9f1b85c30 prices are not negative';
GO

ALTER TABLE products ADD CONSTRAINT ck_products_price CHECK (price >= 0);
GO

UPDATE alembic_version
SET version_num = '27e9f1b85c30'
WHERE alembic_version.version_num = 'd40b6e29a7c8';
GO

DECLARE @found nvarchar(4000) = ISNULL(STUFF((
    SELECT N', ' + version_num FROM alembic_version ORDER BY version_num COLLATE Latin1_General_BIN2 FOR XML PATH(N'')
), 1, 2, N''), N'no revision');
IF @found <> N'27e9f1b85c30'
BEGIN
    DECLARE @stop nvarchar(2048) = CONCAT(N'Stopped: expected the version table to hold 27e9f1b85c30 now, found ', @found, N'.');
    THROW 50001, @stop, 1;
END;
GO

IF N'$(rehearse)' = N'1' EXEC #sqlgen_step;
GO

-- -------------------------------------------------------------------------------------------------
-- 3 of 4: 27e9f1b85c30 -> e51c92f7064d
-- loyalty points
-- migrations/versions/20240909_e51c92f7064d_loyalty_points.py, 2024-09-09 09:51:10.675829+00:00
-- -------------------------------------------------------------------------------------------------

PRINT N'segment 2 of 2, revision 3 of 4: e51c92f7064d loyalty points';
GO

ALTER TABLE customers ADD loyalty_points INTEGER NOT NULL DEFAULT '0';
GO

UPDATE alembic_version
SET version_num = 'e51c92f7064d'
WHERE alembic_version.version_num = '27e9f1b85c30';
GO

DECLARE @found nvarchar(4000) = ISNULL(STUFF((
    SELECT N', ' + version_num FROM alembic_version ORDER BY version_num COLLATE Latin1_General_BIN2 FOR XML PATH(N'')
), 1, 2, N''), N'no revision');
IF @found <> N'e51c92f7064d'
BEGIN
    DECLARE @stop nvarchar(2048) = CONCAT(N'Stopped: expected the version table to hold e51c92f7064d now, found ', @found, N'.');
    THROW 50001, @stop, 1;
END;
GO

IF N'$(rehearse)' = N'1' EXEC #sqlgen_step;
GO

-- -------------------------------------------------------------------------------------------------
-- 4 of 4: e51c92f7064d -> 09d7a3c6be52
-- loyalty tiers
-- migrations/versions/20241014_09d7a3c6be52_loyalty_tiers.py, 2024-10-14 15:37:56.128094+00:00
-- -------------------------------------------------------------------------------------------------

PRINT N'segment 2 of 2, revision 4 of 4: 09d7a3c6be52 loyalty tiers';
GO

ALTER TABLE customers ADD tier VARCHAR(10) NOT NULL DEFAULT 'bronze';
GO

UPDATE customers SET tier = 'gold' WHERE customers.loyalty_points >= 1000;
GO

UPDATE customers SET tier = 'silver' WHERE loyalty_points >= 250 AND loyalty_points < 1000;
GO

UPDATE alembic_version
SET version_num = '09d7a3c6be52'
WHERE alembic_version.version_num = 'e51c92f7064d';
GO

DECLARE @found nvarchar(4000) = ISNULL(STUFF((
    SELECT N', ' + version_num FROM alembic_version ORDER BY version_num COLLATE Latin1_General_BIN2 FOR XML PATH(N'')
), 1, 2, N''), N'no revision');
IF @found <> N'09d7a3c6be52'
BEGIN
    DECLARE @stop nvarchar(2048) = CONCAT(N'Stopped: expected the version table to hold 09d7a3c6be52 now, found ', @found, N'.');
    THROW 50001, @stop, 1;
END;
GO

IF N'$(rehearse)' = N'1' EXEC #sqlgen_step;
GO

IF N'$(rehearse)' = N'1'
BEGIN
    ROLLBACK TRANSACTION;
    RAISERROR(N'sqlgen: rehearsed 2 of 2 segments, rolled back', 10, 127) WITH NOWAIT;
    SET NOEXEC ON;
END;
GO

COMMIT TRANSACTION;
GO

PRINT N'sqlgen: done, a93d17c0f5e2 -> 09d7a3c6be52, 4 revisions, script bf0ac79a2433';
GO
