-- What was not relayed in the last thirty days, and why.
SELECT disposition, reason, COUNT(*) AS messages, MAX(received_at) AS last_one
  FROM report_message
 WHERE disposition <> 'relayed'
   AND received_at > UTC_TIMESTAMP() - INTERVAL 30 DAY
 GROUP BY disposition, reason
 ORDER BY messages DESC;
