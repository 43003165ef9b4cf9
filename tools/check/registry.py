"""What an invariant is, and the list of all."""

INVARIANTS = []
SHOWN = 5


class Invariant:
    """A sentence that always holds, about one model, and the query for its exceptions."""

    def __init__(self, sentence, model, needs, query):
        self.name = query.__name__
        self.sentence = sentence
        self.model = model
        self.needs = needs
        self.query = query

    def violations(self, env):
        """Return the ids that violate the invariant, or None where its tables are missing."""
        if any(model not in env for model in (self.model, *self.needs)):
            return None
        env.flush_all()
        env.cr.execute(self.query())
        return sorted(row[0] for row in env.cr.fetchall())

    def line(self, ids):
        if ids is None:
            return f'  --  {self.sentence}: not installed'
        if not ids:
            return f'  ok  {self.sentence}'
        shown = ', '.join(map(str, ids[:SHOWN]))
        more = ', …' if len(ids) > SHOWN else ''
        return f'FAIL  {self.sentence}: {len(ids)} violations, {self.model} {shown}{more}'


def invariant(sentence, model='crm.lead', needs=()):
    """Register a function that returns the SQL for the ids of what violates ``sentence``."""

    def register(query):
        INVARIANTS.append(Invariant(sentence, model, needs, query))
        return query

    return register


def check(env, report=print):
    """Check all invariants; return the names of those that are violated."""
    violated = []
    for item in INVARIANTS:
        ids = item.violations(env)
        report(item.line(ids))
        if ids:
            violated.append(item.name)
    return violated
