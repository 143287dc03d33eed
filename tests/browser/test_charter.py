"""Writing a clause: how it reads is shown while one types, and nothing is saved by that."""


def test_the_clause_is_shown_while_it_is_written(alice_sees, town):
    page = alice_sees.page
    page.goto(town.url + town.places["charter:clause"])
    kept = page.locator("textarea[name=text]").input_value()
    page.locator("textarea[name=text]").fill("Un **mot** et <b>rien</b>.")
    page.locator("#shown", has_text="Un mot et <b>rien</b>.").wait_for()
    assert page.locator("#shown strong").inner_text() == "mot"
    page.goto(town.url + town.places["charter:clause"])
    assert page.locator("textarea[name=text]").input_value() == kept
    assert alice_sees.wrongs == []
