-- Of the conversations in which a user wrote, how many the service answered; the least answering services first.
SELECT service_name,
       service_code,
       conversations,
       answered,
       ROUND(100 * reply_rate, 1) AS percent
  FROM reply_rate
 ORDER BY reply_rate, conversations DESC;
