-- Conversations in which a user waits for an answer, the longest wait first.
SELECT s.name AS service_name,
       s.code AS service_code,
       c.user_code,
       c.waiting_since,
       TIMESTAMPDIFF(HOUR, c.waiting_since, UTC_TIMESTAMP()) AS hours
  FROM report_conversation c
  JOIN report_service s ON s.service_id = c.service_id
 WHERE c.waiting_since IS NOT NULL
 ORDER BY c.waiting_since
 LIMIT 100;
