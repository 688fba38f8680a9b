/** Every table. `due_at` is when the clock next changes a task that does no work. */
export const SCHEMA = `
CREATE TABLE IF NOT EXISTS tasks (
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  collection TEXT NOT NULL,
  kind TEXT NOT NULL,
  input_url TEXT NOT NULL,
  request TEXT NOT NULL,
  fate TEXT NOT NULL,
  has_webhook INTEGER NOT NULL,
  is_foreign INTEGER NOT NULL,
  status TEXT NOT NULL,
  progress REAL,
  error TEXT,
  output TEXT,
  children TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  started_at INTEGER,
  finished_at INTEGER,
  updated_at INTEGER NOT NULL,
  is_planned INTEGER NOT NULL,
  plan_start_at INTEGER,
  plan_end_at INTEGER,
  plan_ending TEXT,
  plan_error TEXT,
  due_at INTEGER
);
CREATE INDEX IF NOT EXISTS tasks_by_collection ON tasks (collection, seq);
CREATE INDEX IF NOT EXISTS tasks_by_status ON tasks (collection, status, seq);
CREATE INDEX IF NOT EXISTS tasks_by_kind ON tasks (collection, kind, seq);
CREATE INDEX IF NOT EXISTS tasks_by_input ON tasks (collection, input_url, seq);
CREATE INDEX IF NOT EXISTS tasks_by_due ON tasks (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX IF NOT EXISTS tasks_by_due_webhook ON tasks (due_at) WHERE due_at IS NOT NULL AND has_webhook = 1;
CREATE INDEX IF NOT EXISTS tasks_unfinished ON tasks (seq) WHERE is_planned = 0 AND finished_at IS NULL;

CREATE TABLE IF NOT EXISTS idempotency_keys (
  account TEXT NOT NULL,
  key TEXT NOT NULL,
  body_digest TEXT NOT NULL,
  task_id TEXT NOT NULL,
  reply TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (account, key)
);
CREATE INDEX IF NOT EXISTS idempotency_keys_by_age ON idempotency_keys (created_at);

CREATE TABLE IF NOT EXISTS ledger_creates (
  seq INTEGER PRIMARY KEY,
  group_key TEXT NOT NULL,
  task_id TEXT NOT NULL UNIQUE,
  collection TEXT NOT NULL,
  idempotency_key TEXT,
  created_at INTEGER NOT NULL,
  replays INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX IF NOT EXISTS ledger_creates_by_group ON ledger_creates (group_key);
CREATE TABLE IF NOT EXISTS ledger_requests (
  route TEXT NOT NULL,
  outcome TEXT NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (route, outcome)
);
CREATE TABLE IF NOT EXISTS ledger_marks (
  id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  counts TEXT NOT NULL
);

CREATE TABLE IF NOT EXISTS webhooks (
  seq INTEGER PRIMARY KEY,
  task_id TEXT NOT NULL,
  url TEXT NOT NULL,
  variant TEXT NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  next_at INTEGER
);
CREATE INDEX IF NOT EXISTS webhooks_by_next ON webhooks (next_at) WHERE next_at IS NOT NULL;
`;
