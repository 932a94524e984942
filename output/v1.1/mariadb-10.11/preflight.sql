-- -------------------------------------------------------------------------------------------------
-- preflight of c76b2f0e94d1 -> 81f5c3a2d690 on mariadb@10.11
-- 1 checks; they read, and change nothing. Every verdict has to be GO or TOLD.
-- sqlgen preflight … --result FILE judges what they found.
-- -------------------------------------------------------------------------------------------------

-- values of orders.status longer than 9, the column is shortened, migrations/versions/20250901_4be80d5a17f6_refunds.py:27

SELECT
    '[2e7f08f7] values of orders.status longer than 9' AS check_name,
    '0' AS expected,
    found,
    CASE WHEN found = 0 THEN 'GO' ELSE 'NO-GO' END AS verdict
FROM (SELECT count(*) AS found FROM orders WHERE char_length(status) > 9) answered;
