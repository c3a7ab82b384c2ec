"""JSON values one after another, and arrays of them, read slowly: the whole source at once."""
import json

from jsontext import Members, Number


def records(content):
    """For text that is all JSON."""
    decoder = json.JSONDecoder(parse_int=Number, parse_float=Number, object_pairs_hook=Members)
    text, found, at = content.decode("utf-8-sig"), [], 0
    while True:
        while at < len(text) and text[at] in " \t\r\n":
            at += 1
        if at == len(text):
            return found
        value, at = decoder.raw_decode(text, at)
        found += value if type(value) is list else [value]
