-- How long users wait for a service's first reply: median and nine in ten, in hours. The mean says little, because a few wait for weeks.
SELECT DISTINCT
       s.name AS service_name,
       s.code AS service_code,
       COUNT(*) OVER (PARTITION BY c.service_id) AS answered,
       ROUND(MEDIAN(c.response_seconds) OVER (PARTITION BY c.service_id) / 3600, 2) AS median_hours,
       ROUND(PERCENTILE_CONT(0.9) WITHIN GROUP (ORDER BY c.response_seconds) OVER (PARTITION BY c.service_id) / 3600, 2)
         AS nine_in_ten_hours
  FROM report_conversation c
  JOIN report_service s ON s.service_id = c.service_id
 WHERE c.response_seconds IS NOT NULL
 ORDER BY median_hours DESC;
