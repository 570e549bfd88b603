-- A queue of version 1 in use: a0 of course a runs, a1, b0 and b1 wait.
UPDATE store SET uptime = 5000;
INSERT INTO task (number, id, key, hash, priority, course, user, needs, cost, state, attempt, last_seq,
  enqueued, claimed, finished, lease_until, ended) VALUES
  (1, '01980000-0000-7000-8000-000000000001', 'done', x'00', 0, 'a', 'u', '', 1000000, 'DONE', 1, 1,
    1770000000000, 1770000001000, 1770000002000, NULL, 2000),
  (2, '01980000-0000-7000-8000-000000000002', 'a0', x'00', 0, 'a', 'u', '', 1000000, 'RUNNING', 1, 0,
    1770000000000, 1770000003000, NULL, 33000, NULL),
  (3, '01980000-0000-7000-8000-000000000003', 'a1', x'00', 0, 'a', 'u', '', 1000000, 'QUEUED', 0, 0,
    1770000000000, NULL, NULL, NULL, NULL),
  (4, '01980000-0000-7000-8000-000000000004', 'b0', x'00', 0, 'b', 'u', '', 1000000, 'QUEUED', 0, 0,
    1770000000000, NULL, NULL, NULL, NULL),
  (5, '01980000-0000-7000-8000-000000000005', 'b1', x'00', 0, 'b', 'u', '', 1000000, 'QUEUED', 0, 0,
    1770000000000, NULL, NULL, NULL, NULL);
INSERT INTO payload (task, data) VALUES
  (2, CAST('a0' AS BLOB)), (3, CAST('a1' AS BLOB)), (4, CAST('b0' AS BLOB)), (5, CAST('b1' AS BLOB));
INSERT INTO event (task, seq, attempt, time, kind, data) VALUES
  (1, 1, 1, 1770000002000, 'RESULT', CAST('passed' AS BLOB));
INSERT INTO flow (level, priority, scope, name, needs, tag, queued, cost) VALUES
  (0, 0, '', 'a', '', 2000000, 1, 1000000), (1, 0, 'a', 'u', '', 2000000, 1, 1000000),
  (0, 0, '', 'b', '', 1000000, 2, 2000000), (1, 0, 'b', 'u', '', 1000000, 2, 2000000);
INSERT INTO virtual_time (level, priority, scope, now) VALUES
  (0, 0, '', 1000000), (1, 0, 'a', 1000000);
PRAGMA application_id = 1265789300;
PRAGMA user_version = 1;
