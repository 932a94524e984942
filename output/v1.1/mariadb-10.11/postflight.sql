-- -------------------------------------------------------------------------------------------------
-- postflight of c76b2f0e94d1 -> 81f5c3a2d690 on mariadb@10.11
-- 9 checks; they read, and change nothing. Every verdict has to be GO or TOLD.
-- sqlgen postflight … --result FILE judges what they found.
-- -------------------------------------------------------------------------------------------------

-- NOT NULL of orders.status is there, migrations/versions/20250901_4be80d5a17f6_refunds.py:27

SELECT
    '[ae817ade] NOT NULL of orders.status is there' AS check_name,
    '1' AS expected,
    found,
    CASE WHEN found = 1 THEN 'GO' ELSE 'NO-GO' END AS verdict
FROM (
    SELECT
        CASE
            WHEN EXISTS (
                SELECT 1
                FROM information_schema.columns
                WHERE table_schema = DATABASE()
                    AND table_name = 'orders'
                    AND column_name = 'status'
                    AND is_nullable = 'NO'
            ) THEN 1
            ELSE 0
        END AS found
) answered;

-- column payments.method is gone, migrations/versions/20250901_4be80d5a17f6_refunds.py:35

SELECT
    '[91af4704] column payments.method is gone' AS check_name,
    '0' AS expected,
    found,
    CASE WHEN found = 0 THEN 'GO' ELSE 'NO-GO' END AS verdict
FROM (
    SELECT
        CASE
            WHEN EXISTS (
                SELECT 1
                FROM information_schema.columns
                WHERE table_schema = DATABASE()
                    AND table_name = 'payments'
                    AND column_name = 'method'
            ) THEN 1
            ELSE 0
        END AS found
) answered;

-- column payments.provider is there, migrations/versions/20250901_4be80d5a17f6_refunds.py:35

SELECT
    '[27567be2] column payments.provider is there' AS check_name,
    '1' AS expected,
    found,
    CASE WHEN found = 1 THEN 'GO' ELSE 'NO-GO' END AS verdict
FROM (
    SELECT
        CASE
            WHEN EXISTS (
                SELECT 1
                FROM information_schema.columns
                WHERE table_schema = DATABASE()
                    AND table_name = 'payments'
                    AND column_name = 'provider'
            ) THEN 1
            ELSE 0
        END AS found
) answered;

-- NOT NULL of payments.provider is there, migrations/versions/20250901_4be80d5a17f6_refunds.py:35

SELECT
    '[f51c510e] NOT NULL of payments.provider is there' AS check_name,
    '1' AS expected,
    found,
    CASE WHEN found = 1 THEN 'GO' ELSE 'NO-GO' END AS verdict
FROM (
    SELECT
        CASE
            WHEN EXISTS (
                SELECT 1
                FROM information_schema.columns
                WHERE table_schema = DATABASE()
                    AND table_name = 'payments'
                    AND column_name = 'provider'
                    AND is_nullable = 'NO'
            ) THEN 1
            ELSE 0
        END AS found
) answered;

-- index ix_payments_open of table payments is there, migrations/versions/20250901_4be80d5a17f6_refunds.py:42

SELECT
    '[79f817f4] index ix_payments_open of table payments is there' AS check_name,
    '1' AS expected,
    found,
    CASE WHEN found = 1 THEN 'GO' ELSE 'NO-GO' END AS verdict
FROM (
    SELECT
        CASE
            WHEN EXISTS (
                SELECT 1
                FROM information_schema.statistics
                WHERE table_schema = DATABASE()
                    AND table_name = 'payments'
                    AND index_name = 'ix_payments_open'
            ) THEN 1
            ELSE 0
        END AS found
) answered;

-- NOT NULL of customers.email is there, migrations/versions/20251208_2ce69a7f40b3_comments.py:27

SELECT
    '[7f8c923a] NOT NULL of customers.email is there' AS check_name,
    '1' AS expected,
    found,
    CASE WHEN found = 1 THEN 'GO' ELSE 'NO-GO' END AS verdict
FROM (
    SELECT
        CASE
            WHEN EXISTS (
                SELECT 1
                FROM information_schema.columns
                WHERE table_schema = DATABASE()
                    AND table_name = 'customers'
                    AND column_name = 'email'
                    AND is_nullable = 'NO'
            ) THEN 1
            ELSE 0
        END AS found
) answered;

-- view or sequence unpaid_orders is there, migrations/versions/20260216_81f5c3a2d690_unpaid_orders_view.py:17

SELECT
    '[ed460eb4] view or sequence unpaid_orders is there' AS check_name,
    '1' AS expected,
    found,
    CASE WHEN found = 1 THEN 'GO' ELSE 'NO-GO' END AS verdict
FROM (
    SELECT
        CASE
            WHEN EXISTS (
                SELECT 1
                FROM information_schema.tables
                WHERE table_schema = DATABASE() AND table_name = 'unpaid_orders'
            ) THEN 1
            ELSE 0
        END AS found
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
