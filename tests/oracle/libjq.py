"""libjq's answers, in bulk: many programs are compiled as one, and run over many records in one call."""
import json

import jq

from answers import MANY, Refused, wrapped


class Libjq:
    def __init__(self, variables, wrap=wrapped):
        self._variables = variables
        self._wrap = wrap

    def answers(self, programs, lines):
        """For each program a list with an answer for each line, or a Refused."""
        found = []
        for at in range(0, len(programs), MANY):
            found += self._of_few(programs[at:at + MANY], "\n".join(lines))
        return found

    def answer(self, program, line):
        given = self.answers([program], [line])[0]
        return given if isinstance(given, Refused) else given[0]

    def _of_few(self, programs, text):
        try:
            compiled = jq.compile(self._wrap(programs), args=self._variables)
        except ValueError as error:
            if len(programs) == 1:
                return [Refused(str(error).splitlines()[0])]
            middle = len(programs) // 2
            return self._of_few(programs[:middle], text) + self._of_few(programs[middle:], text)
        try:
            rows = [json.loads(row) for row in compiled.input_text(text).all()]
        except ValueError as error:  # a record that libjq cannot read
            return [[f'["unread",{json.dumps(str(error))}]'] * (text.count("\n") + 1)] * len(programs)
        return [list(column) for column in zip(*rows)]
