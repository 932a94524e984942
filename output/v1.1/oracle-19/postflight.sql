SET DEFINE OFF

-- =================================================================================================
-- postflight of c76b2f0e94d1 -> 81f5c3a2d690 on oracle@19
-- 6 checks; they read, and change nothing. Every verdict has to be GO or TOLD.
-- sqlgen postflight … --result FILE judges what they found.
-- =================================================================================================

WHENEVER SQLERROR EXIT FAILURE ROLLBACK
WHENEVER OSERROR EXIT FAILURE ROLLBACK
SET SQLBLANKLINES ON
SET BLOCKTERMINATOR OFF
SET AUTOCOMMIT OFF
SET EXITCOMMIT OFF
SET ECHO ON
SET FEEDBACK ON
SET TIMING ON
SET SERVEROUTPUT ON
SPOOL postflight.log APPEND

-- column payments.method is gone, migrations/versions/20250901_4be80d5a17f6_refunds.py:35

SELECT
    '[bc80d870] column payments.method is gone' AS check_name,
    '0' AS expected,
    found,
    CASE WHEN found = 0 THEN 'GO' ELSE 'NO-GO' END AS verdict
FROM (
    SELECT
        CASE
            WHEN EXISTS (
                SELECT 1
                FROM all_tab_columns
                WHERE owner = SYS_CONTEXT('USERENV', 'CURRENT_SCHEMA')
                    AND table_name = 'PAYMENTS'
                    AND column_name = 'METHOD'
            ) THEN 1
            ELSE 0
        END AS found
    FROM dual
) answered;

-- column payments.provider is there, migrations/versions/20250901_4be80d5a17f6_refunds.py:35

SELECT
    '[c033a47f] column payments.provider is there' AS check_name,
    '1' AS expected,
    found,
    CASE WHEN found = 1 THEN 'GO' ELSE 'NO-GO' END AS verdict
FROM (
    SELECT
        CASE
            WHEN EXISTS (
                SELECT 1
                FROM all_tab_columns
                WHERE owner = SYS_CONTEXT('USERENV', 'CURRENT_SCHEMA')
                    AND table_name = 'PAYMENTS'
                    AND column_name = 'PROVIDER'
            ) THEN 1
            ELSE 0
        END AS found
    FROM dual
) answered;

-- index ix_payments_open is there, migrations/versions/20250901_4be80d5a17f6_refunds.py:42

SELECT
    '[3135d106] index ix_payments_open is there' AS check_name,
    '1' AS expected,
    found,
    CASE WHEN found = 1 THEN 'GO' ELSE 'NO-GO' END AS verdict
FROM (
    SELECT
        CASE
            WHEN EXISTS (
                SELECT 1
                FROM all_indexes
                WHERE owner = SYS_CONTEXT('USERENV', 'CURRENT_SCHEMA')
                    AND index_name = 'IX_PAYMENTS_OPEN'
            ) THEN 1
            ELSE 0
        END AS found
    FROM dual
) answered;

-- view or sequence unpaid_orders is there, migrations/versions/20260216_81f5c3a2d690_unpaid_orders_view.py:17

SELECT
    '[a0ce6c97] view or sequence unpaid_orders is there' AS check_name,
    '1' AS expected,
    found,
    CASE WHEN found = 1 THEN 'GO' ELSE 'NO-GO' END AS verdict
FROM (
    SELECT
        CASE
            WHEN EXISTS (
                SELECT 1
                FROM all_objects
                WHERE owner = SYS_CONTEXT('USERENV', 'CURRENT_SCHEMA')
                    AND object_name = 'UNPAID_ORDERS'
            ) THEN 1
            ELSE 0
        END AS found
    FROM dual
) answered;

-- the version table holds 81f5c3a2d690

SELECT
    '[9a5799a0] the version table holds 81f5c3a2d690' AS check_name,
    '1' AS expected,
    found,
    CASE WHEN found = 1 THEN 'GO' ELSE 'NO-GO' END AS verdict
FROM (SELECT count(*) AS found FROM alembic_version WHERE version_num IN ('81f5c3a2d690')) answered;

-- the version table holds nothing else

SELECT
    '[a8a8c037] the version table holds nothing else' AS check_name,
    '0' AS expected,
    found,
    CASE WHEN found = 0 THEN 'GO' ELSE 'NO-GO' END AS verdict
FROM (
    SELECT count(*) AS found FROM alembic_version WHERE version_num NOT IN ('81f5c3a2d690')
) answered;
