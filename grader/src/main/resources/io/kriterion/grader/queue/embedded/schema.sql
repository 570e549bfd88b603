-- The file of the embedded queue, version 2. A statement ends at a semicolon that ends its line.

-- one row: the store's clock in milliseconds (see StoreClock)
CREATE TABLE store (uptime INTEGER NOT NULL);
INSERT INTO store VALUES (0);

-- times of the wall clock are milliseconds since 1970; held_since, lease_until and ended are of the
-- store's clock
CREATE TABLE task (
  number INTEGER PRIMARY KEY AUTOINCREMENT,  -- the order in which tasks were accepted
  id TEXT NOT NULL UNIQUE,
  key TEXT NOT NULL UNIQUE,
  hash BLOB NOT NULL,                        -- SHA-256 of the payload
  priority INTEGER NOT NULL,
  course TEXT NOT NULL,
  user TEXT NOT NULL,
  needs TEXT NOT NULL,                       -- words, sorted, a space between two
  cost INTEGER NOT NULL,                     -- microseconds
  state TEXT NOT NULL,                       -- as in TaskState
  attempt INTEGER NOT NULL DEFAULT 0,
  failures INTEGER NOT NULL DEFAULT 0,
  cancelled TEXT,                            -- why, once it was
  published INTEGER NOT NULL DEFAULT 0,      -- events of this attempt
  event_bytes INTEGER NOT NULL DEFAULT 0,
  truncated INTEGER NOT NULL DEFAULT 0,
  last_seq INTEGER NOT NULL DEFAULT 0,
  submitted INTEGER,
  trace TEXT,                                -- as in NewTask
  enqueued INTEGER NOT NULL,
  claimed INTEGER,
  finished INTEGER,
  held_since INTEGER,                        -- when the last attempt was given to a worker
  lease_until INTEGER,
  ended INTEGER
);
CREATE INDEX task_waiting ON task (priority, course, user, needs, number, cost)
  WHERE state = 'QUEUED';
CREATE INDEX task_leased ON task (lease_until) WHERE state = 'RUNNING';
-- lists of tasks whose keys have the same first part, which ends with a slash
CREATE INDEX task_owner ON task (substr(key, 1, instr(key, '/')), number);
CREATE INDEX task_ended ON task (ended) WHERE ended IS NOT NULL;

CREATE TABLE payload (task INTEGER PRIMARY KEY, data BLOB NOT NULL);

CREATE TABLE event (
  task INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  attempt INTEGER NOT NULL,
  time INTEGER NOT NULL,
  kind TEXT NOT NULL,                        -- as in TaskEvent.Kind
  data BLOB NOT NULL,
  PRIMARY KEY (task, seq)
) WITHOUT ROWID;
CREATE INDEX event_reason ON event (task, seq) WHERE kind = 'ATTEMPT_ENDED';

-- who shares: courses (level 0, scope empty), and the users of a course (level 1, scope the course).
-- Each has a row for each combination of needs, all with the same tag.
CREATE TABLE flow (
  level INTEGER NOT NULL,
  priority INTEGER NOT NULL,
  scope TEXT NOT NULL,
  name TEXT NOT NULL,
  needs TEXT NOT NULL,
  tag INTEGER NOT NULL,                      -- virtual time at which its next task starts
  queued INTEGER NOT NULL,
  cost INTEGER NOT NULL,                     -- of what is queued
  PRIMARY KEY (level, priority, scope, name, needs)
) WITHOUT ROWID;
CREATE INDEX flow_head ON flow (level, scope, needs, priority DESC, tag, name) WHERE queued > 0;

-- the tag of what was served last, for each level, priority and scope
CREATE TABLE virtual_time (
  level INTEGER NOT NULL,
  priority INTEGER NOT NULL,
  scope TEXT NOT NULL,
  now INTEGER NOT NULL,
  PRIMARY KEY (level, priority, scope)
) WITHOUT ROWID;
