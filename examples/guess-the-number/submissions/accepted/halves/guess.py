_, low, high = input().split()
low, high = int(low), int(high)
answer = ""
while answer != "found":
    middle = (low + high) // 2
    print(middle, flush=True)
    answer = input()
    if answer == "higher":
        low = middle + 1
    else:
        high = middle - 1
