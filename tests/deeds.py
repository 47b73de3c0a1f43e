"""Whether a test does something, as its text says: a form sent, a button pressed, an action taken.

A test that looks whether a line of a file is there, or fetches a page, proves that something was written down; what it
says of the portal's behaviour is nothing. The tables of what is built (docs/coverage.csv, docs/traceability.csv) may
call something behaviour only on the word of a test that does the thing.
"""

import ast
from functools import lru_cache
from pathlib import Path

DONE_BY = {
    "post",
    "send",
    "click",
}  # a form is sent, by a test client, a visitor of the stories or in Chromium
MADE_BY = {"make_disclosure", "call_command"}
# It takes a whole regime on and opens what is owed; of any one line it says nothing.
OF_NO_LINE = {"test_an_agency_lives_under_the_regime"}

# Where a sentence asks only that something can be read, taken away or found, reading, taking and finding are the deed.
READING_IS_THE_DEED = {
    "test_each_item_says_on_which_law_or_document_it_rests": "a basis is to be shown",
    "test_the_rules_name_departments_by_their_full_names": "who explains the rules is to be named",
    "test_the_guide_names_office_address_hours_hotline_and_mailbox": "an address and a telephone are to be published",
    "test_a_department_shows_its_duties_telephone_and_key_post": "duties and posts are to be published",
    "test_a_department_shows_who_does_what_and_an_agency_who_answers_first": "a directory is to be published",
    "test_each_post_has_its_sheet_its_badge_and_its_plate": "plates are to be printed: the files are fetched",
    "test_the_blank_form_says_what_the_rules_of_the_body_say": "a blank form is to be fetched",
    "test_the_targets_of_the_regime_stand_in_the_overview": "a figure is to stand beside its target",
    "test_lists_of_family_planning_are_known_by_their_headings": "such lists are to be found by the scan",
    "test_lists_of_children_with_their_illness_are_found_in_a_workbook": "such lists are to be found by the scan",
    "test_what_points_at_a_person": "personal data are to be found by the scan",
    "test_the_database_refuses_to_change_or_delete_an_entry": "it is tampered with below the actions, by SQL",
    "test_those_who_only_watch_see_no_way_to_propose": "who only watches is to have no button",
    "test_a_document_number_is_kept_in_one_writing": "a number is to be read",
}


@lru_cache
def _module(path: Path) -> tuple[frozenset[str], dict[str, ast.AST]]:
    """What a module of tests imports from rooms of actions, and what it defines."""
    body = ast.parse(path.read_text(encoding="utf-8")).body
    actions = {
        name.asname or name.name
        for node in body
        if isinstance(node, ast.ImportFrom) and node.module
        for name in node.names
        if "actions" in (*node.module.split("."), name.name)
    }
    return frozenset(actions), {
        node.name: node for node in body if isinstance(node, ast.FunctionDef | ast.ClassDef)
    }


def _root(node: ast.expr) -> str:
    """The name with which ``actions.disclosures.propose(…)`` begins; empty when it begins with something else."""
    while isinstance(node, ast.Attribute | ast.Call):
        node = node.value if isinstance(node, ast.Attribute) else node.func
    return node.id if isinstance(node, ast.Name) else ""


def does_something(path: Path, name: str, *, seen: tuple[str, ...] = ()) -> bool:
    """Whether the function ``name`` of the module does something, by itself, by a fixture or helper of its module."""
    actions, known = _module(path)
    if name not in known or name in seen or name in OF_NO_LINE:
        return False
    if name in READING_IS_THE_DEED:
        return True
    function = known[name]
    asked = [one.arg for one in function.args.args] if isinstance(function, ast.FunctionDef) else []
    for node in ast.walk(function):
        if not isinstance(node, ast.Call):
            continue
        if isinstance(node.func, ast.Attribute) and node.func.attr in DONE_BY:
            return True
        root = _root(node.func)
        if root in actions | MADE_BY:
            return True
        asked.append(root)
    return any(does_something(path, one, seen=(*seen, name)) for one in asked if one in known)
