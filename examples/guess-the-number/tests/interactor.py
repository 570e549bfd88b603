"""Knows a number from 1 to 1000 and answers guesses: 10 of them are enough.

Exit code 0: found. 1: not found, with the reason on standard error. Anything else would be taken for a failure of this
program, which is why its own exceptions do not end it with Python's 1.
"""
import sys

GUESSES = 10


def wrong(reason):
    print(reason, file=sys.stderr)
    sys.exit(1)


def play(number):
    print("guess 1 1000", flush=True)
    for _ in range(GUESSES):
        line = sys.stdin.readline()
        if not line:
            wrong("no guess came")
        word = line.strip()
        if not (word.isascii() and word.isdigit() and len(word) <= 4):
            wrong("a guess is a number from 1 to 1000")
        if int(word) == number:
            print("found", flush=True)
            return
        print("higher" if int(word) < number else "lower", flush=True)
    wrong(f"not found with {GUESSES} guesses")


if __name__ == "__main__":
    try:
        play(int(sys.argv[1]))
    except Exception as failure:
        print(f"failed: {failure!r}", file=sys.stderr)
        sys.exit(2)
