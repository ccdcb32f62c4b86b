-- up
-- What has gone out under a token: which state of the file, bytes sent or promised in all, how far answers have come and were to come.
ALTER TABLE download_tokens ADD COLUMN file_state TEXT;
ALTER TABLE download_tokens ADD COLUMN charged_bytes BIGINT NOT NULL DEFAULT 0;
ALTER TABLE download_tokens ADD COLUMN reached_byte BIGINT NOT NULL DEFAULT 0;
ALTER TABLE download_tokens ADD COLUMN promised_byte BIGINT NOT NULL DEFAULT 0;

-- down
ALTER TABLE download_tokens DROP COLUMN promised_byte;
ALTER TABLE download_tokens DROP COLUMN reached_byte;
ALTER TABLE download_tokens DROP COLUMN charged_bytes;
ALTER TABLE download_tokens DROP COLUMN file_state;
