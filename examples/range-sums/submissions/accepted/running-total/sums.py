import sys

numbers = list(map(int, sys.stdin.read().split()))
n, questions = numbers[0], numbers[1]
totals = [0]
for number in numbers[2 : 2 + n]:
    totals.append(totals[-1] + number)
rest = iter(numbers[2 + n :])
for first, last in zip(rest, rest):
    print(totals[last] - totals[first - 1])
