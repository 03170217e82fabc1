-- Organisations, second factors, OpenID Connect, product APIs, usage. Foreign keys are off while this runs and checked
-- after it: three tables are made anew, as their rules cannot be changed in place.

CREATE TABLE organisations (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  name_key TEXT NOT NULL UNIQUE,
  created_at INTEGER NOT NULL,
  version INTEGER NOT NULL
) STRICT;

-- Somebody without a password was invited and has not come yet. `number` is for the search: it is the rowid, and as it has
-- a column, no tidying up changes it.
CREATE TABLE people_2 (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  email TEXT NOT NULL,
  email_key TEXT NOT NULL UNIQUE,
  email_verified INTEGER NOT NULL DEFAULT 0 CHECK (email_verified IN (0, 1)),
  name TEXT NOT NULL,
  name_key TEXT NOT NULL,
  role TEXT NOT NULL CHECK (role IN ('member', 'app-manager', 'administrator')),
  organisation TEXT REFERENCES organisations (id) ON DELETE SET NULL,
  enabled INTEGER NOT NULL DEFAULT 1 CHECK (enabled IN (0, 1)),
  password TEXT,
  locale TEXT,
  timezone TEXT,
  date_format TEXT,
  smart_dates TEXT CHECK (smart_dates IN ('on', 'off')),
  thousands TEXT,
  decimal_sign TEXT,
  details TEXT NOT NULL DEFAULT '{}',
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  version INTEGER NOT NULL DEFAULT 1
) STRICT;
INSERT INTO people_2 (id, email, email_key, name, name_key, role, password, locale, timezone, date_format, smart_dates, thousands,
  decimal_sign, created_at, updated_at)
SELECT id, email, email_key, name, lower(name), role, password, locale, timezone, date_format, smart_dates, thousands, decimal_sign,
  created_at, updated_at FROM people;
DROP TABLE people;
ALTER TABLE people_2 RENAME TO people;
CREATE INDEX people_by_name ON people (name_key, id);
CREATE INDEX people_of_organisation ON people (organisation, name_key, id);
CREATE INDEX people_of_role ON people (role);

-- Searched as one types: parts of three signs and more of a name or an address.
CREATE VIRTUAL TABLE people_found USING fts5 (found_by, content = '', contentless_delete = 1,
  tokenize = 'trigram case_sensitive 1');
INSERT INTO people_found (rowid, found_by) SELECT number, name_key || char(10) || email_key FROM people;
CREATE TRIGGER people_found_added AFTER INSERT ON people BEGIN
  INSERT INTO people_found (rowid, found_by) VALUES (new.number, new.name_key || char(10) || new.email_key);
END;
CREATE TRIGGER people_found_changed AFTER UPDATE OF name_key, email_key ON people
WHEN old.name_key <> new.name_key OR old.email_key <> new.email_key BEGIN
  DELETE FROM people_found WHERE rowid = old.number;
  INSERT INTO people_found (rowid, found_by) VALUES (new.number, new.name_key || char(10) || new.email_key);
END;
CREATE TRIGGER people_found_deleted AFTER DELETE ON people BEGIN
  DELETE FROM people_found WHERE rowid = old.number;
END;

-- One-time links. `cookie` is the hash of what the link was exchanged for. Anybody may have `asked` for one, for whoever has
-- an address; such a link takes no other one's place, and there are few of them in an hour.
CREATE TABLE one_time_links (
  hash BLOB PRIMARY KEY,
  cookie BLOB UNIQUE,
  person TEXT NOT NULL REFERENCES people (id) ON DELETE CASCADE,
  purpose TEXT NOT NULL,
  mailed INTEGER NOT NULL CHECK (mailed IN (0, 1)),
  asked INTEGER NOT NULL CHECK (asked IN (0, 1)),
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX one_time_links_of_person ON one_time_links (person);
CREATE INDEX one_time_links_by_end ON one_time_links (expires_at);

-- Letters that are still to be sent, each with the link of its row, sealed: read here it opens nothing. A letter ends with its
-- link.
CREATE TABLE letters (
  link BLOB PRIMARY KEY REFERENCES one_time_links (hash) ON DELETE CASCADE,
  sealed BLOB NOT NULL,
  next_at INTEGER NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
CREATE INDEX letters_by_time ON letters (next_at);

-- The secret is sealed. `last_step` is the last time step that was used: a code is good once.
CREATE TABLE second_factors (
  person TEXT PRIMARY KEY REFERENCES people (id) ON DELETE CASCADE,
  secret BLOB NOT NULL,
  created_at INTEGER NOT NULL,
  confirmed_at INTEGER,
  last_step INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

-- Somebody whose password was right and whose code is still to come. `id` is the hash of a cookie.
CREATE TABLE first_steps (
  id BLOB PRIMARY KEY,
  person TEXT NOT NULL REFERENCES people (id) ON DELETE CASCADE,
  target TEXT NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX first_steps_of_person ON first_steps (person);
CREATE INDEX first_steps_by_end ON first_steps (expires_at);

CREATE TABLE recovery_codes (
  person TEXT NOT NULL REFERENCES people (id) ON DELETE CASCADE,
  hash BLOB NOT NULL,
  used_at INTEGER,
  PRIMARY KEY (person, hash)
) STRICT, WITHOUT ROWID;

-- `sid` is what others know a session by (OpenID Connect Back-Channel Logout); `id` stays the hash of the cookie.
ALTER TABLE sessions ADD COLUMN sid TEXT;
ALTER TABLE sessions ADD COLUMN authenticated_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE sessions ADD COLUMN amr TEXT NOT NULL DEFAULT 'pwd';
ALTER TABLE sessions ADD COLUMN address TEXT;
ALTER TABLE sessions ADD COLUMN user_agent TEXT;
ALTER TABLE sessions ADD COLUMN seen_at INTEGER NOT NULL DEFAULT 0;
UPDATE sessions SET sid = lower(hex(randomblob(16))), authenticated_at = created_at, seen_at = created_at;
CREATE UNIQUE INDEX sessions_by_sid ON sessions (sid);

-- `settings` is JSON, the words of `wire::app::AppSettings` but for what has a column of its own.
ALTER TABLE apps ADD COLUMN settings TEXT NOT NULL DEFAULT '{}';
ALTER TABLE apps ADD COLUMN organisation TEXT REFERENCES organisations (id) ON DELETE SET NULL;
ALTER TABLE apps ADD COLUMN code_name TEXT;
ALTER TABLE apps ADD COLUMN created_by TEXT;
ALTER TABLE apps ADD COLUMN updated_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE apps ADD COLUMN last_used_at INTEGER;
UPDATE apps SET updated_at = created_at;
UPDATE apps SET scopes = 'openid profile email address phone offline_access accounts:admin account',
  settings = '{"openid":{"id_token_alg":"ES256"}}' WHERE built_in;
CREATE UNIQUE INDEX apps_by_code_name ON apps (code_name) WHERE code_name IS NOT NULL;
CREATE INDEX apps_of_organisation ON apps (organisation, name_key, client_id);
CREATE INDEX apps_by_use ON apps (coalesce(last_used_at, 0), client_id);
CREATE INDEX apps_by_creation ON apps (created_at, client_id);

-- Searched as one types: parts of three signs and more. A row's number is its app's, which no tidying up changes, as it may
-- change a rowid that has no column.
ALTER TABLE apps ADD COLUMN number INTEGER;
UPDATE apps SET number = rowid;
CREATE UNIQUE INDEX apps_by_number ON apps (number);
CREATE VIRTUAL TABLE apps_found USING fts5 (found_by, content = '', contentless_delete = 1,
  tokenize = 'trigram case_sensitive 1');
INSERT INTO apps_found (rowid, found_by) SELECT number, found_by FROM apps;
CREATE TRIGGER apps_found_added AFTER INSERT ON apps BEGIN
  UPDATE apps SET number = (SELECT coalesce(max(number), 0) + 1 FROM apps) WHERE client_id = new.client_id;
  INSERT INTO apps_found (rowid, found_by) SELECT number, found_by FROM apps WHERE client_id = new.client_id;
END;
CREATE TRIGGER apps_found_changed AFTER UPDATE OF found_by ON apps BEGIN
  DELETE FROM apps_found WHERE rowid = old.number;
  INSERT INTO apps_found (rowid, found_by) VALUES (new.number, new.found_by);
END;
CREATE TRIGGER apps_found_deleted AFTER DELETE ON apps BEGIN
  DELETE FROM apps_found WHERE rowid = old.number;
END;

-- What apps are counted and chosen by where one app has several: its scopes, and the hosts it returns to.
CREATE TABLE app_facets (
  facet TEXT NOT NULL CHECK (facet IN ('scope', 'host')),
  value TEXT NOT NULL,
  app TEXT NOT NULL REFERENCES apps (client_id) ON DELETE CASCADE,
  PRIMARY KEY (facet, value, app)
) STRICT, WITHOUT ROWID;
CREATE INDEX app_facets_of_app ON app_facets (app);
INSERT OR IGNORE INTO app_facets (facet, value, app)
SELECT 'scope', json_each.value, apps.client_id FROM apps, json_each('["' || replace(apps.scopes, ' ', '","') || '"]')
WHERE apps.scopes != '';
-- Between `://` and the next `/`, `?` or port; a scheme of an app's own has no host.
INSERT OR IGNORE INTO app_facets (facet, value, app)
SELECT 'host', CASE WHEN rest LIKE '[%' THEN substr(rest, 1, instr(rest, ']')) ELSE substr(rest, 1, instr(rest || ':', ':') - 1) END, client_id
FROM (SELECT substr(rest, 1, instr(rest || '?', '?') - 1) AS rest, client_id
  FROM (SELECT substr(rest, 1, instr(rest || '/', '/') - 1) AS rest, client_id
    FROM (SELECT lower(substr(json_each.value, instr(json_each.value, '://') + 3)) AS rest, apps.client_id
      FROM apps, json_each(apps.redirect_uris) WHERE json_each.value LIKE 'http%://%')));
CREATE INDEX apps_in_browsers ON apps (client_id) WHERE kind = 'spa';

CREATE TABLE app_logos (
  app TEXT PRIMARY KEY REFERENCES apps (client_id) ON DELETE CASCADE,
  png BLOB NOT NULL,
  hash BLOB NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- A retired secret does not work; it is kept for a while, so that retiring can be taken back.
ALTER TABLE app_secrets ADD COLUMN last_used_at INTEGER;
ALTER TABLE app_secrets ADD COLUMN last_used_from TEXT;
ALTER TABLE app_secrets ADD COLUMN retired_at INTEGER;

-- Requests whose return address was not registered: what an administrator looks for. Few are kept for each app.
CREATE TABLE redirect_uri_mismatches (
  app TEXT NOT NULL REFERENCES apps (client_id) ON DELETE CASCADE,
  redirect_uri TEXT NOT NULL,
  times INTEGER NOT NULL,
  first_at INTEGER NOT NULL,
  last_at INTEGER NOT NULL,
  PRIMARY KEY (app, redirect_uri)
) STRICT, WITHOUT ROWID;
CREATE INDEX redirect_uri_mismatches_by_time ON redirect_uri_mismatches (last_at);

-- How often something happened on a day (days since 1970-01-01, UTC). Days of long ago are thrown away.
CREATE TABLE usage (
  app TEXT NOT NULL REFERENCES apps (client_id) ON DELETE CASCADE,
  day INTEGER NOT NULL,
  event TEXT NOT NULL,
  reason TEXT NOT NULL DEFAULT '',
  times INTEGER NOT NULL,
  PRIMARY KEY (app, day, event, reason)
) STRICT, WITHOUT ROWID;
CREATE INDEX usage_by_day ON usage (day);

-- A grant without a person is an app's own (RFC 6749 §4.4). `session` is a `sid`; the session may have ended.
CREATE TABLE grants_2 (
  id TEXT PRIMARY KEY,
  app TEXT NOT NULL REFERENCES apps (client_id) ON DELETE CASCADE,
  person TEXT REFERENCES people (id) ON DELETE CASCADE,
  scopes TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  ends_at INTEGER NOT NULL,
  session TEXT,
  authenticated_at INTEGER NOT NULL,
  amr TEXT NOT NULL DEFAULT '',
  nonce TEXT,
  claims TEXT,
  resources TEXT NOT NULL DEFAULT '',
  renewable INTEGER NOT NULL DEFAULT 1,
  last_used_at INTEGER
) STRICT;
INSERT INTO grants_2 (id, app, person, scopes, created_at, ends_at, authenticated_at)
SELECT id, app, person, scopes, created_at, ends_at, created_at FROM grants;
DROP TABLE grants;
ALTER TABLE grants_2 RENAME TO grants;
CREATE INDEX grants_of_app ON grants (app, created_at);
CREATE INDEX grants_of_person ON grants (person, created_at);
CREATE INDEX grants_by_end ON grants (ends_at);
CREATE INDEX grants_of_session ON grants (session) WHERE session IS NOT NULL;

ALTER TABLE codes ADD COLUMN session TEXT;
ALTER TABLE codes ADD COLUMN authenticated_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE codes ADD COLUMN amr TEXT NOT NULL DEFAULT '';
ALTER TABLE codes ADD COLUMN nonce TEXT;
ALTER TABLE codes ADD COLUMN claims TEXT;
ALTER TABLE codes ADD COLUMN resources TEXT NOT NULL DEFAULT '';

CREATE TABLE access_tokens_2 (
  hash BLOB PRIMARY KEY,
  under TEXT NOT NULL REFERENCES grants (id) ON DELETE CASCADE,
  scopes TEXT NOT NULL,
  resources TEXT NOT NULL DEFAULT '',
  issued_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO access_tokens_2 (hash, under, scopes, issued_at, expires_at)
SELECT access_tokens.hash, under, access_tokens.scopes, grants.created_at, access_tokens.expires_at
FROM access_tokens JOIN grants ON grants.id = access_tokens.under;
DROP TABLE access_tokens;
ALTER TABLE access_tokens_2 RENAME TO access_tokens;
CREATE INDEX access_tokens_of_grant ON access_tokens (under);
CREATE INDEX access_tokens_by_end ON access_tokens (expires_at);

-- A refresh token is worth nothing once its grant is gone or renewable no more, and goes at its own end. It refers to the
-- grant without a rule, as that would take an index, which made each renewal write a fifth more.
CREATE TABLE refresh_tokens_2 (
  hash BLOB PRIMARY KEY,
  under TEXT NOT NULL,
  idle_until INTEGER NOT NULL,
  used_at INTEGER
) STRICT;
INSERT INTO refresh_tokens_2 (hash, under, idle_until, used_at) SELECT hash, under, idle_until, used_at FROM refresh_tokens;
DROP TABLE refresh_tokens;
ALTER TABLE refresh_tokens_2 RENAME TO refresh_tokens;
CREATE INDEX refresh_tokens_by_end ON refresh_tokens (idle_until);

-- What a person agreed to for a confidential app; a public app is asked anew each time.
CREATE TABLE consents (
  app TEXT NOT NULL REFERENCES apps (client_id) ON DELETE CASCADE,
  person TEXT NOT NULL REFERENCES people (id) ON DELETE CASCADE,
  scopes TEXT NOT NULL,
  claims TEXT,
  given_at INTEGER NOT NULL,
  PRIMARY KEY (app, person)
) STRICT, WITHOUT ROWID;
CREATE INDEX consents_of_person ON consents (person);

-- The private part is sealed with the key beside the database.
CREATE TABLE signing_keys (
  kid TEXT PRIMARY KEY,
  alg TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('published', 'signing', 'retired')),
  private BLOB NOT NULL,
  public TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  signing_at INTEGER,
  retired_at INTEGER
) STRICT, WITHOUT ROWID;

-- Client assertions that were used (RFC 7523 §3, `jti`).
CREATE TABLE used_assertions (
  hash BLOB PRIMARY KEY,
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX used_assertions_by_end ON used_assertions (expires_at);

-- Logout tokens that are still to be delivered.
CREATE TABLE logout_deliveries (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  app TEXT NOT NULL REFERENCES apps (client_id) ON DELETE CASCADE,
  person TEXT NOT NULL,
  session TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  next_at INTEGER NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  trouble TEXT
) STRICT;
-- By app, first tries before others: one app that does not answer holds up nobody but itself.
CREATE INDEX logout_deliveries_by_app ON logout_deliveries (app, (attempts > 0), next_at);

-- Keys of the product APIs (INB-14, INB-17): the key is public, its secrets are hashed.
CREATE TABLE api_keys (
  key TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  name_key TEXT NOT NULL,
  organisation TEXT REFERENCES organisations (id) ON DELETE CASCADE,
  enabled INTEGER NOT NULL DEFAULT 1 CHECK (enabled IN (0, 1)),
  created_by TEXT,
  created_at INTEGER NOT NULL,
  last_used_at INTEGER,
  last_used_from TEXT,
  version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX api_keys_by_name ON api_keys (name_key, key);

CREATE TABLE api_key_secrets (
  id TEXT PRIMARY KEY,
  key TEXT NOT NULL REFERENCES api_keys (key) ON DELETE CASCADE,
  hash BLOB NOT NULL,
  created_at INTEGER NOT NULL,
  place INTEGER NOT NULL,
  last_used_at INTEGER,
  retired_at INTEGER
) STRICT;
CREATE INDEX api_key_secrets_of_key ON api_key_secrets (key, place);

-- What the exchange gives. It is never more than the OAuth token that it was given for, and ends with that token, with
-- the secret and with the key.
CREATE TABLE product_tokens (
  hash BLOB PRIMARY KEY,
  secret TEXT NOT NULL REFERENCES api_key_secrets (id) ON DELETE CASCADE,
  given_for BLOB NOT NULL REFERENCES access_tokens (hash) ON DELETE CASCADE,
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX product_tokens_of_secret ON product_tokens (secret);
CREATE INDEX product_tokens_of_access_token ON product_tokens (given_for);
CREATE INDEX product_tokens_by_end ON product_tokens (expires_at);

-- Each row's seal covers the row and the seal before it (A18). `facts` holds how many rows there are, and the last seal.
ALTER TABLE audit ADD COLUMN seal BLOB;
CREATE INDEX audit_of_actor ON audit (actor, id);
CREATE INDEX audit_of_app ON audit (app, id);
CREATE INDEX audit_of_deed ON audit (deed, id);

-- How many there are of what is listed with a total: counting a hundred thousand rows for each page took 30 times as long as
-- the page. Kept by triggers, so that no writer can forget it.

CREATE TABLE totals (
  of TEXT PRIMARY KEY,
  number INTEGER NOT NULL
) STRICT;

INSERT INTO totals (of, number) SELECT 'apps', count(*) FROM apps UNION ALL SELECT 'people', count(*) FROM people;

CREATE TRIGGER app_is_counted AFTER INSERT ON apps BEGIN
  UPDATE totals SET number = number + 1 WHERE of = 'apps';
END;

CREATE TRIGGER app_is_counted_no_more AFTER DELETE ON apps BEGIN
  UPDATE totals SET number = number - 1 WHERE of = 'apps';
END;

CREATE TRIGGER person_is_counted AFTER INSERT ON people BEGIN
  UPDATE totals SET number = number + 1 WHERE of = 'people';
END;

CREATE TRIGGER person_is_counted_no_more AFTER DELETE ON people BEGIN
  UPDATE totals SET number = number - 1 WHERE of = 'people';
END;
