-- The facts of the mail flow. What each table is for: sql/README.md.
--
-- Conventions, kept by every later migration:
--   times       DATETIME(6), always UTC; the session's time zone is never asked
--   *_key       the form of an address that is compared: lower case, the domain in A-labels (VARBINARY, UTF-8)
--   address     the same address as its owner wrote it
--   code        16 characters of Crockford's base32 in lower case: 80 random bits
--   ENUM        a new word goes to the end, so that adding it rewrites no row
-- An index is here only where a statement of the program needs it; its comment names the statement.

CREATE TABLE setting (
  name  VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  value VARCHAR(255) NOT NULL,
  PRIMARY KEY (name)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;

INSERT INTO setting (name, value) VALUES ('service-prefix', 'service-'), ('user-prefix', 'user-'), ('bounce-prefix', 'bounce-');

CREATE TABLE service (
  id            BIGINT NOT NULL AUTO_INCREMENT,
  code          CHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  name          VARCHAR(255) NOT NULL DEFAULT '',
  reference     VARCHAR(255) NULL,
  reference_key BINARY(32) NULL COMMENT 'SHA-256 of address key, NUL, reference: the same listing is registered once',
  domain        VARCHAR(253) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'of its aliases, not of its real address',
  state         ENUM('active', 'disabled') NOT NULL DEFAULT 'active',
  expires_at    DATETIME(6) NULL,
  created_at    DATETIME(6) NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY service_code (code),
  UNIQUE KEY service_reference (reference_key)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;

CREATE TABLE service_address (
  service_id   BIGINT NOT NULL,
  address_key  VARBINARY(512) NOT NULL,
  address      VARCHAR(320) NOT NULL,
  is_primary   BOOLEAN NULL COMMENT 'TRUE or NULL, never FALSE: so that the unique key allows one primary a service',
  whole_domain BOOLEAN NOT NULL DEFAULT FALSE COMMENT 'every address of its domain may answer for the service',
  PRIMARY KEY (service_id, address_key),
  UNIQUE KEY service_address_primary (service_id, is_primary),
  CONSTRAINT service_address_service FOREIGN KEY (service_id) REFERENCES service (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;

CREATE TABLE correspondent (
  id           BIGINT NOT NULL AUTO_INCREMENT,
  service_id   BIGINT NOT NULL,
  code         CHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  address_key  VARBINARY(512) NOT NULL,
  address      VARCHAR(320) NOT NULL,
  display_name VARCHAR(255) NOT NULL DEFAULT '',
  state        ENUM('active', 'blocked') NOT NULL DEFAULT 'active',
  origin       ENUM('mail', 'form', 'copied') NOT NULL COMMENT 'how it got its code: wrote, by user_code(), was in Cc',
  verified     BOOLEAN NOT NULL DEFAULT FALSE COMMENT 'its first mail was authenticated by our own MTA',
  created_at   DATETIME(6) NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY correspondent_code (code),
  UNIQUE KEY correspondent_address (service_id, address_key),
  CONSTRAINT correspondent_service FOREIGN KEY (service_id) REFERENCES service (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;

-- A conversation is one correspondent (with its one service). Its facts are kept apart from the code, because they change
-- with every message and the code never does.
CREATE TABLE conversation (
  correspondent_id  BIGINT NOT NULL,
  user_messages     INT NOT NULL DEFAULT 0,
  service_messages  INT NOT NULL DEFAULT 0,
  own_messages      INT NOT NULL DEFAULT 0 COMMENT 'user messages that are surely its own: authenticated, or answering what it got',
  unanswered        INT NOT NULL DEFAULT 0 COMMENT 'service messages since the last of the user''s own: the reply budget',
  first_user_at     DATETIME(6) NULL,
  last_user_at      DATETIME(6) NULL,
  last_service_at   DATETIME(6) NULL,
  waiting_since     DATETIME(6) NULL COMMENT 'receive time of the oldest user message that no service message followed',
  first_reply_at    DATETIME(6) NULL,
  first_reply_to_at DATETIME(6) NULL COMMENT 'receive time of the user message that the first reply answers',
  PRIMARY KEY (correspondent_id),
  CONSTRAINT conversation_correspondent FOREIGN KEY (correspondent_id) REFERENCES correspondent (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;

-- One row a message and generation. A second copy of the same bytes for the same recipient is a row too.
CREATE TABLE ledger (
  id                 BIGINT NOT NULL AUTO_INCREMENT,
  identity           BINARY(32) NOT NULL,
  generation         INT NOT NULL,
  name               VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL COMMENT 'of the Maildir file',
  owner              VARCHAR(128) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'the worker that decided it last',
  received_at        DATETIME(6) NOT NULL,
  swept_at           DATETIME(6) NOT NULL,
  size               BIGINT NOT NULL,
  envelope_sender    VARCHAR(998) NOT NULL COMMENT 'empty: the null sender',
  envelope_recipient VARCHAR(998) NOT NULL,
  direction          ENUM('to-service', 'to-user') NULL,
  kind               ENUM('message', 'auto-reply', 'bounce', 'notice') NOT NULL,
  disposition        ENUM('relayed', 'denied', 'discarded', 'deferred', 'failed', 'duplicate') NOT NULL,
  reason             VARCHAR(255) NOT NULL COMMENT 'a rule and fixed words: never an address',
  proof              ENUM('forged', 'none', 'secret', 'vouched') NULL COMMENT 'of a relayed one: why it is believed to be its writer''s',
  detail             MEDIUMTEXT NULL COMMENT 'for the operator: an explanation, or the stack of a bug',
  service_id         BIGINT NULL,
  correspondent_id   BIGINT NULL,
  attempts           INT NOT NULL DEFAULT 1,
  next_try_at        DATETIME(6) NULL,
  archived_at        DATETIME(6) NULL COMMENT 'the original is in its box; NULL for a moment after COMMIT, or for good after a crash',
  PRIMARY KEY (id),
  UNIQUE KEY ledger_identity (identity, generation),
  KEY ledger_conversation (correspondent_id, received_at, disposition, swept_at, kind, proof)
    COMMENT 'the circuit breaker and the pause between automatic replies, which read nothing else; reports by conversation',
  KEY ledger_service (service_id, received_at) COMMENT 'reports by service and time',
  KEY ledger_due (next_try_at) COMMENT 'deferred messages whose time has come',
  KEY ledger_disposition (disposition) COMMENT 'efm failed list',
  KEY ledger_unarchived (owner, archived_at) COMMENT 'recovery: what that worker committed and nobody marked archived',
  CONSTRAINT ledger_service_fk FOREIGN KEY (service_id) REFERENCES service (id),
  CONSTRAINT ledger_correspondent_fk FOREIGN KEY (correspondent_id) REFERENCES correspondent (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;

-- One row an outbound message. It is kept after the message has left: bounces name it by its token for weeks.
CREATE TABLE outbound (
  ledger_id    BIGINT NOT NULL,
  n            INT NOT NULL,
  staged       VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'file name in queue/tmp',
  token        VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'random part of bounce-<token>; NULL: null sender',
  kind         ENUM('message', 'auto-reply', 'bounce', 'notice') NOT NULL,
  sender       VARCHAR(998) NOT NULL COMMENT 'envelope sender; empty: the null sender',
  recipient    VARCHAR(998) NOT NULL COMMENT 'a real address',
  size         BIGINT NOT NULL COMMENT 'of the whole queue file, in bytes',
  crc32c       BIGINT NOT NULL COMMENT 'CRC-32C (RFC 3720 appendix B.4) of the whole queue file: with its size it tells a torn one',
  state        ENUM('committed', 'published', 'sent', 'deferred', 'refused', 'bounced') NOT NULL DEFAULT 'committed',
  published_at DATETIME(6) NULL,
  attempts     INT NOT NULL DEFAULT 0 COMMENT 'how often a courier began to hand it over',
  attempted_at DATETIME(6) NULL COMMENT 'when it last began; no answer after it: that courier died, or is at it',
  next_try_at  DATETIME(6) NULL COMMENT 'of a deferred one',
  answered_at  DATETIME(6) NULL COMMENT 'when the MTA last answered',
  status       VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'of a refusal or its first bounce, as RFC 3463 writes it',
  bounced_at   DATETIME(6) NULL COMMENT 'when the first report came that it was not delivered; a later one changes nothing',
  hard         BOOLEAN NULL COMMENT 'by that report: writing again is in vain',
  reason       VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'by that report: the class of failure, such as userunknown',
  reply        VARCHAR(512) NULL COMMENT 'the MTA''s last words; may hold the recipient',
  PRIMARY KEY (ledger_id, n),
  UNIQUE KEY outbound_token (token),
  KEY outbound_unpublished (published_at) COMMENT 'recovery looks for NULL',
  CONSTRAINT outbound_ledger FOREIGN KEY (ledger_id) REFERENCES ledger (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;

-- Message-IDs in both spaces. A mapped id goes back to its original only for the party that knows the original. The party is a
-- correspondent's id, or 0 for the service, which is why it has no foreign key. A correspondent knows the mail that it wrote or had a
-- copy of by its original, and the mail that it got through us by the mapped id itself: there the two are equal.
CREATE TABLE message_id (
  mapped        VARBINARY(255) NOT NULL,
  party         BIGINT NOT NULL,
  service_id    BIGINT NOT NULL,
  original      VARBINARY(998) NOT NULL,
  original_hash BINARY(32) NOT NULL COMMENT 'SHA-256 of original',
  PRIMARY KEY (mapped, party),
  KEY message_id_original (service_id, original_hash) COMMENT 'which form an id got before: a key rotation moves none',
  CONSTRAINT message_id_service FOREIGN KEY (service_id) REFERENCES service (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;

-- One notice a sender, case and rolling 24 hours, charged to the message that caused it: a retry of it is not charged again.
CREATE TABLE notice_sent (
  sender_key VARBINARY(998) NOT NULL,
  case_name  VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  last_at    DATETIME(6) NOT NULL,
  identity   BINARY(32) NOT NULL,
  PRIMARY KEY (sender_key, case_name)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;

-- Who may commit. A worker's COMMIT holds its row here, and recovery fences the row before it reads what that worker did: so a
-- COMMIT that was on its way when the worker died is either seen or refused. By the database's clock. An owner's name is never used
-- again, so a fenced row is never reset; it is a tombstone.
CREATE TABLE worker (
  owner     VARCHAR(128) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  seen_at   DATETIME(6) NOT NULL COMMENT 'its last COMMIT; for a worker of another host that recovery met, when that was',
  fenced_at DATETIME(6) NULL,
  PRIMARY KEY (owner)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;

-- Messages that were in the hands of a worker when it died. By file name: nobody opens again what may have killed, before its turn.
CREATE TABLE suspect (
  name      VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL COMMENT 'of the Maildir file',
  deaths    INT NOT NULL COMMENT 'how often a worker that had nothing else died over it, at this point, with no pass in between',
  stage     VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'of its handling, in or after which a worker died last; empty: none did',
  owner     VARCHAR(128) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'the worker that died last: a death counts once',
  marked_at DATETIME(6) NOT NULL,
  PRIMARY KEY (name)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
