-- Makes a file of version 1 one of version 2. What runs is held from now on.
ALTER TABLE task ADD COLUMN held_since INTEGER;
UPDATE task SET held_since = (SELECT uptime FROM store) WHERE state = 'RUNNING';
