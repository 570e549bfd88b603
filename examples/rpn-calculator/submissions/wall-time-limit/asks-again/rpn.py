import sys
import time

print(sys.stdin.readline().strip())
while True:
    time.sleep(60)
