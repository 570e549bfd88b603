input()
for guess in range(500, 510):
    print(guess, flush=True)
    input()
