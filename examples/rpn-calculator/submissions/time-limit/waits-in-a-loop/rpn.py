import sys

words = sys.stdin.read().split()
while words[-1] != "=":
    pass
