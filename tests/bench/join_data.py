"""The streams that joins are measured on: requests and their responses, trades and quotes."""
import random

RATE = 2000  # records a second of either stream
HOSTS, PATHS, METHODS = 40, 2000, ("GET", "GET", "GET", "POST", "PUT")
SYMBOLS = 50


def time_text(microseconds):
    """Of the 1st of November 2026, from ten o'clock on, for less than 14 hours."""
    seconds, micros = divmod(microseconds, 1_000_000)
    hours, seconds = divmod(seconds, 3600)
    return f"2026-11-01T{10 + hours:02}:{seconds // 60:02}:{seconds % 60:02}.{micros:06}Z"


def requests(out_left, out_right, records, seed=42):
    """Some 150 bytes a record. Of 20 requests 19 have a response, most within seconds and a few later than five. One record in
    ten comes up to a second too late for its time."""
    chance = random.Random(seed)
    left, right = [], []
    for n in range(records):
        asked = n * 1_000_000 // RATE + chance.randrange(1000)
        late = chance.randrange(1_000_000) if chance.random() < 0.1 else 0
        request = (f'{{"ts":"{time_text(asked)}","id":"req-{n * 7919 % records:09}","host":"web-{n % HOSTS:02}.prod",'
                   f'"method":"{METHODS[n % 5]}","path":"/api/v1/items/{chance.randrange(PATHS)}","user":"user-{chance.randrange(100_000):06}"}}\n')  # fmt: skip
        left.append((asked + late, request))
        if chance.random() < 0.95:
            took = int(chance.expovariate(1 / 800_000)) + 500
            answered = asked + took
            late = chance.randrange(1_000_000) if chance.random() < 0.1 else 0
            response = (f'{{"ts":"{time_text(answered)}","id":"req-{n * 7919 % records:09}","status":{200 if chance.random() < 0.97 else 503},'
                        f'"bytes":{chance.randrange(100_000)},"latency_ms":{took / 1000:.1f},"server":"app-{chance.randrange(12):02}",'
                        f'"trace":"{chance.getrandbits(64):016x}"}}\n')  # fmt: skip
            right.append((answered + late, response))
    for out, stream in ((out_left, left), (out_right, right)):
        stream.sort(key=lambda pair: pair[0])
        out.write("".join(line for _, line in stream).encode())


def trades(out_left, out_right, records, seed=42):
    """Trades, and the quotes that are set at the same rate. Both in order; no two records of a file have one time."""
    chance = random.Random(seed)
    for out, quotes in ((out_left, False), (out_right, True)):
        lines = []
        for n in range(records):
            moment = n * 1_000_000 // RATE + 2 * chance.randrange(1_000_000 // RATE // 2) + quotes
            symbol, price = f"S{chance.randrange(SYMBOLS):03}", 100 + chance.randrange(10_000) / 100
            rest = f'"bid":{price:.2f},"ask":{price + 0.05:.2f},"quote":{n}' if quotes else f'"price":{price:.2f},"size":{chance.randrange(1, 500)},"trade":{n}'
            lines.append(f'{{"ts":"{time_text(moment)}","symbol":"{symbol}","venue":"X{n % 7}",{rest}}}\n')
        out.write("".join(lines).encode())
