"""The rules of the house that a machine checks: each hangs on a clause, names it, and proposes the repair."""
