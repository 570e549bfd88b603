"""Knows a number from 1 to 1000 and answers guesses: 10 of them are enough.

Exit code 42: found. 43: not found, with the reason on standard error. Anything else is taken for a failure of this program,
also an exception of its own, with which Python ends with 1.
"""
import sys

GUESSES = 10
RIGHT = 42
WRONG = 43


def wrong(reason):
    print(reason, file=sys.stderr)
    sys.exit(WRONG)


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
            sys.exit(RIGHT)
        print("higher" if int(word) < number else "lower", flush=True)
    wrong(f"not found with {GUESSES} guesses")


if __name__ == "__main__":
    play(int(sys.argv[1]))
