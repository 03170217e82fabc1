-- What the service keeps. Times are Unix seconds. Of codes, tokens, secrets and session ids only the SHA-256 is here.

CREATE TABLE facts (
  name TEXT PRIMARY KEY,
  value BLOB NOT NULL
) STRICT;

CREATE TABLE people (
  id TEXT PRIMARY KEY,
  email TEXT NOT NULL,
  email_key TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  role TEXT NOT NULL CHECK (role IN ('member', 'administrator')),
  password TEXT NOT NULL,
  locale TEXT,
  timezone TEXT,
  date_format TEXT,
  smart_dates TEXT CHECK (smart_dates IN ('on', 'off')),
  thousands TEXT,
  decimal_sign TEXT,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;

CREATE TABLE set_ups (
  code BLOB PRIMARY KEY,
  cookie BLOB UNIQUE,
  expires_at INTEGER NOT NULL
) STRICT;

CREATE TABLE sessions (
  id BLOB PRIMARY KEY,
  person TEXT NOT NULL REFERENCES people (id) ON DELETE CASCADE,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX sessions_of_person ON sessions (person);
CREATE INDEX sessions_by_end ON sessions (expires_at);

CREATE TABLE apps (
  client_id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  name_key TEXT NOT NULL,
  found_by TEXT NOT NULL,
  kind TEXT NOT NULL,
  dialect TEXT NOT NULL,
  redirect_uris TEXT NOT NULL,
  scopes TEXT NOT NULL,
  trusted INTEGER NOT NULL CHECK (trusted IN (0, 1)),
  enabled INTEGER NOT NULL CHECK (enabled IN (0, 1)),
  pkce TEXT NOT NULL,
  wants_secret INTEGER NOT NULL CHECK (wants_secret IN (0, 1)),
  built_in INTEGER NOT NULL CHECK (built_in IN (0, 1)),
  created_at INTEGER NOT NULL,
  version INTEGER NOT NULL
) STRICT;
CREATE INDEX apps_by_name ON apps (name_key, client_id);

CREATE TABLE app_secrets (
  id TEXT PRIMARY KEY,
  app TEXT NOT NULL REFERENCES apps (client_id) ON DELETE CASCADE,
  hash BLOB NOT NULL,
  created_at INTEGER NOT NULL,
  place INTEGER NOT NULL
) STRICT;
CREATE INDEX app_secrets_of_app ON app_secrets (app, place);

-- A grant is what one consent gave; everything that was issued under it ends with it.
CREATE TABLE grants (
  id TEXT PRIMARY KEY,
  app TEXT NOT NULL REFERENCES apps (client_id) ON DELETE CASCADE,
  person TEXT NOT NULL REFERENCES people (id) ON DELETE CASCADE,
  scopes TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  ends_at INTEGER NOT NULL
) STRICT;
CREATE INDEX grants_of_app ON grants (app);
CREATE INDEX grants_of_person ON grants (person);
CREATE INDEX grants_by_end ON grants (ends_at);

CREATE TABLE codes (
  hash BLOB PRIMARY KEY,
  app TEXT NOT NULL REFERENCES apps (client_id) ON DELETE CASCADE,
  person TEXT NOT NULL REFERENCES people (id) ON DELETE CASCADE,
  redirect_uri TEXT NOT NULL,
  challenge TEXT,
  requested TEXT NOT NULL,
  granted TEXT NOT NULL,
  expires_at INTEGER NOT NULL,
  used_at INTEGER,
  gave TEXT
) STRICT;
CREATE INDEX codes_of_app ON codes (app);
CREATE INDEX codes_of_person ON codes (person);
CREATE INDEX codes_by_end ON codes (expires_at);

CREATE TABLE access_tokens (
  hash BLOB PRIMARY KEY,
  under TEXT NOT NULL REFERENCES grants (id) ON DELETE CASCADE,
  scopes TEXT NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX access_tokens_of_grant ON access_tokens (under);
CREATE INDEX access_tokens_by_end ON access_tokens (expires_at);

CREATE TABLE refresh_tokens (
  hash BLOB PRIMARY KEY,
  under TEXT NOT NULL REFERENCES grants (id) ON DELETE CASCADE,
  idle_until INTEGER NOT NULL,
  used_at INTEGER
) STRICT;
CREATE INDEX refresh_tokens_of_grant ON refresh_tokens (under);

CREATE TABLE audit (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at INTEGER NOT NULL,
  deed TEXT NOT NULL,
  actor TEXT,
  app TEXT,
  address TEXT,
  detail TEXT
) STRICT;
