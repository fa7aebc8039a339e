-- The reply rate by the week in which the conversation began (weeks begin on Monday, UTC).
SELECT DATE(first_user_at) - INTERVAL WEEKDAY(first_user_at) DAY AS week,
       COUNT(*) AS conversations,
       COUNT(first_reply_at) AS answered,
       ROUND(100 * COUNT(first_reply_at) / COUNT(*), 1) AS percent
  FROM report_conversation
 WHERE user_messages > 0
 GROUP BY week
 ORDER BY week;
