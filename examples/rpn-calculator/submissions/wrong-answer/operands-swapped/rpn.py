import operator
import sys

OPERATORS = {"+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv}


def value(line):
    stack = []
    for word in line.split():
        if word in OPERATORS:
            left, right = stack.pop(), stack.pop()
            stack.append(OPERATORS[word](left, right))
        else:
            stack.append(float(word))
    (result,) = stack
    return result


for line in sys.stdin:
    try:
        print(value(line))
    except (IndexError, ValueError, ZeroDivisionError):
        print("error")
