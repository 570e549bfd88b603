import sys

input()
while True:
    print("still thinking", file=sys.stderr)
