"""The audit of public accounts: which are kept up, which sleep, which leave out those who do not see pictures."""
