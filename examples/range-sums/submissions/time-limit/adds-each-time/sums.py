import sys

numbers = list(map(int, sys.stdin.read().split()))
n, questions = numbers[0], numbers[1]
row = numbers[2 : 2 + n]
rest = iter(numbers[2 + n :])
for first, last in zip(rest, rest):
    total = 0
    for i in range(first - 1, last):
        total += row[i]
    print(total)
