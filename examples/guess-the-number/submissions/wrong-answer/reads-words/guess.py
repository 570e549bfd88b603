_, low, high = input().split()
low, high = int(low), int(high)
while low <= high:
    middle = (low + high) // 2
    print(middle, flush=True)
    if int(input()) < 0:
        low = middle + 1
    else:
        high = middle - 1
