-- What the reporter sees: no real address, no envelope, no file name, no free text. A test reads every column of every view.
-- Words: a conversation counts once its user wrote; it is answered by the first service message after that. The response time is
-- that reply minus the user message it answers (the oldest one that was waiting), both by receive time.

CREATE SQL SECURITY DEFINER VIEW report_service AS
SELECT s.id AS service_id, s.code, s.name, s.reference, s.domain, s.state, s.created_at, s.expires_at
  FROM service s;

CREATE SQL SECURITY DEFINER VIEW report_conversation AS
SELECT c.id AS conversation_id,
       c.service_id,
       c.code AS user_code,
       c.state,
       c.origin,
       c.created_at,
       COALESCE(v.user_messages, 0) AS user_messages,
       COALESCE(v.service_messages, 0) AS service_messages,
       COALESCE(v.unanswered, 0) AS unanswered,
       v.first_user_at,
       v.last_user_at,
       v.last_service_at,
       v.waiting_since,
       v.first_reply_at,
       TIMESTAMPDIFF(MICROSECOND, v.first_reply_to_at, v.first_reply_at) / 1000000 AS response_seconds
  FROM correspondent c
  LEFT JOIN conversation v ON v.correspondent_id = c.id;

CREATE SQL SECURITY DEFINER VIEW report_message AS
SELECT l.id AS message_id,
       l.generation,
       l.received_at,
       l.swept_at,
       l.direction,
       l.kind,
       l.disposition,
       l.reason,
       l.service_id,
       l.correspondent_id AS conversation_id,
       l.size,
       l.attempts,
       l.next_try_at
  FROM ledger l;

CREATE SQL SECURITY DEFINER VIEW report_outbound AS
SELECT o.ledger_id AS message_id,
       o.n,
       o.kind,
       o.size,
       o.state,
       o.published_at,
       o.attempts,
       o.attempted_at,
       o.next_try_at,
       o.answered_at,
       o.status,
       o.bounced_at,
       o.hard,
       o.reason
  FROM outbound o;

CREATE SQL SECURITY DEFINER VIEW reply_rate AS
SELECT s.id AS service_id,
       s.code AS service_code,
       s.name AS service_name,
       COUNT(*) AS conversations,
       COUNT(v.first_reply_at) AS answered,
       COUNT(v.first_reply_at) / COUNT(*) AS reply_rate
  FROM conversation v
  JOIN correspondent c ON c.id = v.correspondent_id
  JOIN service s ON s.id = c.service_id
 WHERE v.user_messages > 0
 GROUP BY s.id, s.code, s.name;

CREATE SQL SECURITY DEFINER VIEW response_time AS
SELECT s.id AS service_id,
       s.code AS service_code,
       s.name AS service_name,
       COUNT(*) AS answered,
       AVG(TIMESTAMPDIFF(MICROSECOND, v.first_reply_to_at, v.first_reply_at)) / 1000000 AS mean_seconds,
       MIN(TIMESTAMPDIFF(MICROSECOND, v.first_reply_to_at, v.first_reply_at)) / 1000000 AS least_seconds,
       MAX(TIMESTAMPDIFF(MICROSECOND, v.first_reply_to_at, v.first_reply_at)) / 1000000 AS most_seconds
  FROM conversation v
  JOIN correspondent c ON c.id = v.correspondent_id
  JOIN service s ON s.id = c.service_id
 WHERE v.first_reply_at IS NOT NULL
 GROUP BY s.id, s.code, s.name;

CREATE SQL SECURITY DEFINER VIEW traffic AS
SELECT DATE(l.received_at) AS day,
       l.direction,
       l.kind,
       l.disposition,
       COUNT(*) AS messages,
       SUM(l.size) AS bytes
  FROM ledger l
 GROUP BY DATE(l.received_at), l.direction, l.kind, l.disposition;
