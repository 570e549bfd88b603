import sys

line = sys.stdin.readline()
seen = []
while True:
    seen.append(line * 1000)
