-- Makes a file of version 1 one of version 2. What runs is held from now on, and was charged up to the
-- share of who begins to wait now.
ALTER TABLE task ADD COLUMN held_since INTEGER;
ALTER TABLE task ADD COLUMN course_tag INTEGER;
ALTER TABLE task ADD COLUMN user_tag INTEGER;
UPDATE task SET
  held_since = (SELECT uptime FROM store),
  course_tag = coalesce((
    SELECT now FROM virtual_time v
    WHERE v.level = 0 AND v.priority = task.priority AND v.scope = ''), 0),
  user_tag = coalesce((
    SELECT now FROM virtual_time v
    WHERE v.level = 1 AND v.priority = task.priority AND v.scope = task.course), 0)
WHERE state = 'RUNNING';
