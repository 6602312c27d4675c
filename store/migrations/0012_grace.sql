-- An answer may be lost on its way: for a moment after a session got another token, the one before still reads, in the
-- browser that it was renewed in. Kept is the hash of that browser's own cookie; `verified_at` is when it was.
alter table session add column renewed_in bytea;
