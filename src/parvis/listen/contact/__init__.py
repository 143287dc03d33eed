"""The contact form: a public page, also inside the sites of the house; what is written there is heard as mail is."""
