import os

_, low, high = input().split()
print(low, flush=True)
if input() != "found":
    os.abort()
