import sys

sys.stdin.readline()
print("500")  # not flushed: the interactor waits for it, and this program for the answer
sys.stdin.readline()
