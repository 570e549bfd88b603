import sys

stack = [float(word) for word in sys.stdin.readline().split() if word not in "+-*/"]
while True:
    print(stack)
