-- For web sites in any language: a form's database user has EXECUTE on service_code and user_code and nothing else.
--
-- Keys: LOWER() here and the program agree on every ASCII address and on UTF-8 local parts of simple letters. A domain must be
-- written in A-labels (xn--…): SQL cannot make them, and a wrong key would be a second person.
-- The caller's transaction is used where there is one; else each call is one of its own.

DELIMITER //

-- 80 random bits as 16 characters: two halves of 40 bits, because a BIGINT holds no more than 64.
CREATE PROCEDURE new_code(OUT p_code CHAR(16) CHARACTER SET ascii COLLATE ascii_bin)
  SQL SECURITY DEFINER NO SQL
BEGIN
  DECLARE v_bytes BINARY(10) DEFAULT RANDOM_BYTES(10);
  DECLARE v_bits BIGINT UNSIGNED;
  DECLARE v_shift INT;
  DECLARE v_half INT DEFAULT 0;
  SET p_code = '';
  WHILE v_half < 2 DO
    SET v_bits = CAST(CONV(HEX(SUBSTRING(v_bytes, 1 + 5 * v_half, 5)), 16, 10) AS UNSIGNED);
    SET v_shift = 35;
    WHILE v_shift >= 0 DO
      SET p_code = CONCAT(p_code, SUBSTRING('0123456789abcdefghjkmnpqrstvwxyz', 1 + ((v_bits >> v_shift) & 31), 1));
      SET v_shift = v_shift - 5;
    END WHILE;
    SET v_half = v_half + 1;
  END WHILE;
END //

-- The key of a real address, or an error: one local part, one domain in ASCII, no blank, control or bracket, not an alias of ours in any domain of ours.
CREATE PROCEDURE address_key(IN p_address VARCHAR(320) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin,
                             IN p_domain VARCHAR(253) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin,
                             OUT p_key VARBINARY(512))
  SQL SECURITY DEFINER READS SQL DATA
BEGIN
  DECLARE v_key VARCHAR(320) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT LOWER(p_address);
  IF v_key IS NULL OR v_key NOT REGEXP '^[^@[:space:][:cntrl:]<>"(),;:]+@[a-z0-9.-]+$' OR CHAR_LENGTH(v_key) > 254 THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'not a mail address (write an international domain as xn--...)';
  END IF;
  IF (SUBSTRING_INDEX(v_key, '@', -1) = LOWER(p_domain)
      OR COALESCE((SELECT FIND_IN_SET(SUBSTRING_INDEX(v_key, '@', -1), value) FROM setting WHERE name = 'domains'), FALSE)) AND EXISTS (
      SELECT 1 FROM setting
       WHERE name IN ('service-prefix', 'user-prefix', 'bounce-prefix')
         AND LEFT(v_key, CHAR_LENGTH(value)) = CONVERT(LOWER(value) USING utf8mb4) COLLATE utf8mb4_bin) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'that is an alias of the relay, not a real address';
  END IF;
  SET p_key = CAST(v_key AS BINARY);
END //

-- The alias of a service, made on the first call; the same address and reference give the same one.
CREATE PROCEDURE service_code(IN p_address VARCHAR(320) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin,
                              IN p_name VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin,
                              IN p_reference VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin,
                              IN p_domain VARCHAR(253) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin)
  SQL SECURITY DEFINER MODIFIES SQL DATA
BEGIN
  DECLARE v_own BOOLEAN DEFAULT @@in_transaction = 0 AND @@autocommit = 1;
  DECLARE v_domain VARCHAR(253) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin
    DEFAULT LOWER(COALESCE(NULLIF(p_domain, ''), (SELECT value FROM setting WHERE name = 'domain')));
  DECLARE v_key VARBINARY(512);
  DECLARE v_reference_key BINARY(32);
  DECLARE v_code CHAR(16) CHARACTER SET ascii COLLATE ascii_bin;
  DECLARE v_id BIGINT;
  DECLARE v_taken BOOLEAN;
  DECLARE v_tries INT DEFAULT 0;
  DECLARE CONTINUE HANDLER FOR 1062 SET v_taken = TRUE;
  DECLARE EXIT HANDLER FOR SQLEXCEPTION
  BEGIN
    IF v_own THEN ROLLBACK; END IF;
    RESIGNAL;
  END;

  IF v_domain IS NULL OR v_domain NOT REGEXP '^[a-z0-9.-]+$' THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'service_code needs the relay domain of the alias';
  END IF;
  IF NOT COALESCE((SELECT FIND_IN_SET(v_domain, value) FROM setting WHERE name = 'domains'), TRUE) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'service_code: the domain is none of the relay''s';
  END IF;
  CALL address_key(p_address, v_domain, v_key);
  IF p_reference IS NOT NULL THEN
    SET v_reference_key = UNHEX(SHA2(CONCAT(v_key, 0x00, CAST(p_reference AS BINARY)), 256));
  END IF;

  IF v_own THEN START TRANSACTION; END IF;
  REPEAT
    SET v_taken = FALSE;
    CALL new_code(v_code);
    INSERT INTO service (code, name, reference, reference_key, domain, created_at)
      VALUES (v_code, COALESCE(p_name, ''), p_reference, v_reference_key, v_domain, UTC_TIMESTAMP(6));
    IF v_taken THEN
      -- A locking read, because the caller's snapshot may be older than the row. None: the code was another's.
      SET v_id = (SELECT id FROM service WHERE reference_key = v_reference_key FOR UPDATE);
    ELSE
      SET v_id = LAST_INSERT_ID();
      INSERT INTO service_address (service_id, address_key, address, is_primary) VALUES (v_id, v_key, p_address, TRUE);
    END IF;
    SET v_tries = v_tries + 1;
  UNTIL v_id IS NOT NULL OR v_tries >= 10 END REPEAT;
  IF v_id IS NULL THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'no free code in 10 tries';
  END IF;
  IF v_own THEN COMMIT; END IF;

  -- Locking reads again: what was found may be younger than the caller's snapshot.
  SELECT CONCAT((SELECT value FROM setting WHERE name = 'service-prefix'), code, '@', domain) AS address, code
    FROM service WHERE id = v_id LOCK IN SHARE MODE;
END //

-- The alias of a user towards one service, so that a site may write to the service as that user. p_service is the service's code or alias.
CREATE PROCEDURE user_code(IN p_service VARCHAR(320) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin,
                           IN p_address VARCHAR(320) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin)
  SQL SECURITY DEFINER MODIFIES SQL DATA
BEGIN
  DECLARE v_own BOOLEAN DEFAULT @@in_transaction = 0 AND @@autocommit = 1;
  DECLARE v_local VARCHAR(320) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT LOWER(SUBSTRING_INDEX(p_service, '@', 1));
  DECLARE v_domain VARCHAR(253) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
  DECLARE v_key VARBINARY(512);
  DECLARE v_code CHAR(16) CHARACTER SET ascii COLLATE ascii_bin;
  DECLARE v_service, v_id BIGINT;
  DECLARE v_taken BOOLEAN;
  DECLARE v_tries INT DEFAULT 0;
  DECLARE CONTINUE HANDLER FOR 1062 SET v_taken = TRUE;
  DECLARE CONTINUE HANDLER FOR NOT FOUND BEGIN END;
  DECLARE EXIT HANDLER FOR SQLEXCEPTION
  BEGIN
    IF v_own THEN ROLLBACK; END IF;
    RESIGNAL;
  END;

  SELECT id, domain INTO v_service, v_domain FROM service
   WHERE code = CONVERT(RIGHT(v_local, 16) USING ascii) COLLATE ascii_bin
     AND CHAR_LENGTH(v_local) IN (16, 16 + (SELECT CHAR_LENGTH(value) FROM setting WHERE name = 'service-prefix'))
     AND state = 'active' AND (expires_at IS NULL OR expires_at > UTC_TIMESTAMP(6));
  IF v_service IS NULL THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'no active service has this code';
  END IF;
  CALL address_key(p_address, v_domain, v_key);

  IF v_own THEN START TRANSACTION; END IF;
  REPEAT
    SET v_taken = FALSE;
    CALL new_code(v_code);
    INSERT INTO correspondent (service_id, code, address_key, address, origin, created_at)
      VALUES (v_service, v_code, v_key, p_address, 'form', UTC_TIMESTAMP(6));
    IF v_taken THEN
      SET v_id = (SELECT id FROM correspondent WHERE service_id = v_service AND address_key = v_key FOR UPDATE);
    ELSE
      SET v_id = LAST_INSERT_ID();
    END IF;
    SET v_tries = v_tries + 1;
  UNTIL v_id IS NOT NULL OR v_tries >= 10 END REPEAT;
  IF v_id IS NULL THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'no free code in 10 tries';
  END IF;
  IF v_own THEN COMMIT; END IF;

  SELECT CONCAT((SELECT value FROM setting WHERE name = 'user-prefix'), code, '@', v_domain) AS address, code
    FROM correspondent WHERE id = v_id LOCK IN SHARE MODE;
END //

DELIMITER ;
