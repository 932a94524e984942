-- -------------------------------------------------------------------------------------------------
-- postflight of c76b2f0e94d1 -> 81f5c3a2d690 on postgresql@15
-- 7 checks; they read, and change nothing. Every verdict has to be GO or TOLD.
-- sqlgen postflight … --result FILE judges what they found.
-- -------------------------------------------------------------------------------------------------

\set ON_ERROR_STOP on
\set VERBOSITY verbose
\encoding UTF8
\timing on
\conninfo

-- label refunded of type order_status is there, migrations/versions/20250901_4be80d5a17f6_refunds.py:25

SELECT
    '[ef331793] label refunded of type order_status is there' AS check_name,
    '1' AS expected,
    found,
    CASE WHEN found = 1 THEN 'GO' ELSE 'NO-GO' END AS verdict
FROM (
    SELECT
        CASE
            WHEN EXISTS (
                SELECT
                FROM pg_enum
                WHERE enumtypid = to_regtype('order_status') AND enumlabel = 'refunded'
            ) THEN 1
            ELSE 0
        END AS found
) answered;

-- column payments.method is gone, migrations/versions/20250901_4be80d5a17f6_refunds.py:35

SELECT
    '[d06badb5] column payments.method is gone' AS check_name,
    '0' AS expected,
    found,
    CASE WHEN found = 0 THEN 'GO' ELSE 'NO-GO' END AS verdict
FROM (
    SELECT
        CASE
            WHEN EXISTS (
                SELECT
                FROM pg_attribute
                WHERE attrelid = to_regclass('payments') AND attname = 'method' AND NOT attisdropped
            ) THEN 1
            ELSE 0
        END AS found
) answered;

-- column payments.provider is there, migrations/versions/20250901_4be80d5a17f6_refunds.py:35

SELECT
    '[e4e3cc2e] column payments.provider is there' AS check_name,
    '1' AS expected,
    found,
    CASE WHEN found = 1 THEN 'GO' ELSE 'NO-GO' END AS verdict
FROM (
    SELECT
        CASE
            WHEN EXISTS (
                SELECT
                FROM pg_attribute
                WHERE attrelid = to_regclass('payments')
                    AND attname = 'provider'
                    AND NOT attisdropped
            ) THEN 1
            ELSE 0
        END AS found
) answered;

-- index ix_payments_open is there, migrations/versions/20250901_4be80d5a17f6_refunds.py:42

SELECT
    '[0b292a64] index ix_payments_open is there' AS check_name,
    '1' AS expected,
    found,
    CASE WHEN found = 1 THEN 'GO' ELSE 'NO-GO' END AS verdict
FROM (
    SELECT
        CASE
            WHEN EXISTS (
                SELECT
                FROM pg_index
                WHERE indexrelid = to_regclass('ix_payments_open') AND indisvalid
            ) THEN 1
            ELSE 0
        END AS found
) answered;

-- view or sequence unpaid_orders is there, migrations/versions/20260216_81f5c3a2d690_unpaid_orders_view.py:17

SELECT
    '[1c99f181] view or sequence unpaid_orders is there' AS check_name,
    '1' AS expected,
    found,
    CASE WHEN found = 1 THEN 'GO' ELSE 'NO-GO' END AS verdict
FROM (SELECT CASE WHEN to_regclass('unpaid_orders') IS NOT NULL THEN 1 ELSE 0 END AS found) answered;

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
